package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventPredicate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tile table: adds events to the tiles of one hop and filter, merges, evaluates, encodes and
 * decodes them. All windows of a view with this hop and filter share it.
 */
final class TileTable {
  private final Tiling tiling;
  private final String filterText;
  private final EventPredicate filter;
  private final TileRange[] ranges;
  private final Column[] columns;
  private final TileLayout layout;

  /**
   * @param tiling divides time into the tiles
   * @param filterText the filter as written in the definition; empty for none
   * @param filter accepts the events to count; null accepts all
   * @param ranges the windows over these tiles
   * @param columns the partial aggregates of a tile, besides its index and count
   */
  TileTable(
      Tiling tiling,
      String filterText,
      EventPredicate filter,
      List<TileRange> ranges,
      List<Column> columns) {
    this.tiling = tiling;
    this.filterText = filterText;
    this.filter = filter;
    this.ranges = ranges.toArray(new TileRange[0]);
    this.columns = columns.toArray(new Column[0]);
    this.layout = new TileLayout(columns);
  }

  /** Adds an event, and drops the tiles that no window sees as of the newest event. */
  Tiles add(Tiles tiles, Event event, long newest) {
    long first = firstVisible(newest);
    int from = layout.firstFrom(tiles, first);
    long index = tiling.index(event.ts());
    if (index < first || (filter != null && !filter.test(event))) {
      return layout.slice(tiles, from);
    }
    int n = layout.size(tiles);
    int at = n;
    while (at > from && layout.index(tiles, at - 1) >= index) {
      at--;
    }
    boolean exists = at < n && layout.index(tiles, at) == index;
    long count = tiles.count() - layout.count(tiles, 0, from) + 1;
    Tiles grown =
        exists ? layout.copy(tiles, from, n, count) : layout.insert(tiles, from, at, index, count);
    Column.Row row = layout.row(grown, at - from);
    if (!exists) {
      clear(row, columns);
    }
    row.set(Tiles.COUNT, row.get(Tiles.COUNT) + 1);
    for (Column column : columns) {
      column.add(row, event);
    }
    return grown;
  }

  /** Merges the tiles of two disjoint sets of events. */
  Tiles merge(Tiles a, Tiles b, long newest) {
    long first = firstVisible(newest);
    int i = layout.firstFrom(a, first);
    int j = layout.firstFrom(b, first);
    int endA = layout.size(a);
    int endB = layout.size(b);
    if (j == endB || i == endA) {
      return j == endB ? layout.slice(a, i) : layout.slice(b, j);
    }
    Tiles out = layout.blank(endA - i + endB - j, 0);
    int n = 0;
    while (i < endA || j < endB) {
      long indexA = i < endA ? layout.index(a, i) : Long.MAX_VALUE;
      long indexB = j < endB ? layout.index(b, j) : Long.MAX_VALUE;
      layout.copy(indexA <= indexB ? a : b, indexA <= indexB ? i : j, out, n, 1);
      if (indexA == indexB) {
        fold(layout.row(out, n), layout.row(b, j), columns);
      }
      i += indexA <= indexB ? 1 : 0;
      j += indexB <= indexA ? 1 : 0;
      n++;
    }
    return layout.copy(out, 0, n, layout.count(out, 0, n));
  }

  /**
   * Merges the tiles that a window sees at an instant, for the given columns only.
   *
   * @return a row; its count is 0 if the window sees no tile
   */
  Column.Row evaluate(Tiles tiles, TileRange range, long t, Column[] wanted) {
    Column.Row sum = blankRow();
    clear(sum, wanted);
    long first = range.first(t);
    long last = range.last(t);
    Column.Row row = layout.row(tiles, 0);
    for (int tile = layout.size(tiles) - 1; tile >= 0; tile--) {
      long index = layout.index(tiles, tile);
      if (index < first) {
        break;
      }
      if (index <= last) {
        layout.move(row, tile);
        fold(sum, row, wanted);
      }
    }
    return sum;
  }

  void encode(Tiles tiles, StateWriter out) {
    int n = layout.size(tiles);
    out.varint(n);
    long previous = 0;
    Column.Row row = layout.row(tiles, 0);
    for (int tile = 0; tile < n; tile++) {
      layout.move(row, tile);
      long index = row.get(Tiles.INDEX);
      if (tile == 0) {
        out.signed(index);
      } else {
        out.varint(index - previous - 1);
      }
      previous = index;
      out.varint(row.get(Tiles.COUNT));
      for (Column column : columns) {
        column.encode(row, out);
      }
    }
  }

  Tiles decode(StateReader in) {
    int n = count(in);
    Tiles tiles = layout.blank(n, 0);
    Column.Row row = layout.row(tiles, 0);
    long previous = 0;
    for (int tile = 0; tile < n; tile++) {
      layout.move(row, tile);
      previous = decode(row, in, tile, previous);
    }
    return new Tiles(tiles.cells(), tiles.objects(), layout.count(tiles, 0, n));
  }

  /** Reads the number of tiles. */
  int count(StateReader in) {
    return in.count(layout.maxSize(), 2);
  }

  /** Reads a tile into a row and returns the index of the tile. */
  private long decode(Column.Row row, StateReader in, int tile, long previous) {
    long index = index(in, tile, previous);
    row.set(Tiles.INDEX, index);
    row.set(Tiles.COUNT, tileCount(in));
    for (Column column : columns) {
      column.clear(row);
      column.decode(row, in);
    }
    return index;
  }

  /** Reads the index of a tile, given the index of the previous tile. */
  long index(StateReader in, int tile, long previous) {
    if (tile == 0) {
      return in.signed();
    }
    long index = previous + 1 + in.varint();
    in.require(index > previous, "tiles out of order");
    return index;
  }

  /** Reads the number of events of a tile. */
  long tileCount(StateReader in) {
    long count = in.varint();
    in.require(count > 0, "an empty tile");
    return count;
  }

  /** Returns the partial aggregates of a tile, besides its index and count. */
  Column[] columns() {
    return columns;
  }

  /** Creates a row for this table with all cells zero. */
  Column.Row blankRow() {
    return layout.row(layout.blank(1, 0), 0);
  }

  StateDescription.TableDescription describe(Tiles tiles) {
    List<StateDescription.TileDescription> described = new ArrayList<>();
    for (int tile = 0; tile < layout.size(tiles); tile++) {
      Column.Row row = layout.row(tiles, tile);
      described.add(
          new StateDescription.TileDescription(
              start(row.get(Tiles.INDEX)),
              row.get(Tiles.COUNT),
              Arrays.stream(columns).map(column -> column.show(row)).toList()));
    }
    return new StateDescription.TableDescription(
        tiling.hop(), filterText, Arrays.stream(columns).map(Column::label).toList(), described);
  }

  private Instant start(long index) {
    long start = tiling.start(index);
    return start == Long.MIN_VALUE ? null : Instant.ofEpochMilli(start);
  }

  /** Returns the greatest number of tiles that some window sees. */
  long maxTiles() {
    return Arrays.stream(ranges).mapToLong(TileRange::tiles).max().orElse(0);
  }

  /** Reports whether the table counts all events. */
  boolean isUnfiltered() {
    return filter == null;
  }

  /**
   * Reports whether every event that the other table may see, filters aside, is in tiles of this
   * table.
   */
  boolean covers(TileTable other) {
    return Arrays.stream(other.ranges)
        .allMatch(range -> Arrays.stream(ranges).anyMatch(mine -> mine.covers(range)));
  }

  /** Returns the earliest time of an event that some window sees at the newest event or later. */
  long oldest(long newest) {
    return tiling.start(firstVisible(newest));
  }

  private long firstVisible(long newest) {
    long first = Long.MAX_VALUE;
    for (TileRange range : ranges) {
      first = Math.min(first, range.first(newest));
    }
    return first;
  }

  private static void clear(Column.Row row, Column[] columns) {
    for (Column column : columns) {
      column.clear(row);
    }
  }

  static void fold(Column.Row into, Column.Row from, Column[] columns) {
    into.set(Tiles.COUNT, into.get(Tiles.COUNT) + from.get(Tiles.COUNT));
    for (Column column : columns) {
      column.merge(into, from);
    }
  }
}
