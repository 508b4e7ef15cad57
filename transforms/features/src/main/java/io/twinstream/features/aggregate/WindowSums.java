package io.twinstream.features.aggregate;

/**
 * The merges of the tiles that each window of a table sees at an instant, taken in tile by tile.
 */
final class WindowSums {
  private final ViewLayout.WindowPlan[] windows;
  private final long t;
  private final Column.Row[] sums;

  /** By window, the first and the last index that it sees. */
  private final long[] bounds;

  WindowSums(Table table, ViewLayout.WindowPlan[] windows, long t) {
    this.windows = windows;
    this.t = t;
    this.sums = new Column.Row[windows.length];
    this.bounds = new long[2 * windows.length];
    for (int i = 0; i < windows.length; i++) {
      sums[i] = table.blankRow();
      for (Column column : windows[i].columns()) {
        column.clear(sums[i]);
      }
      bounds[2 * i] = windows[i].range().first(t);
      bounds[2 * i + 1] = windows[i].range().last(t);
    }
  }

  void take(long index, Column.Row tile) {
    for (int i = 0; i < windows.length; i++) {
      if (index >= bounds[2 * i] && index <= bounds[2 * i + 1]) {
        Table.fold(sums[i], tile, windows[i].columns());
      }
    }
  }

  /** Sets the features' values. */
  void finish(FeatureRow row) {
    for (int i = 0; i < windows.length; i++) {
      windows[i].finish(sums[i], t, row);
    }
  }
}
