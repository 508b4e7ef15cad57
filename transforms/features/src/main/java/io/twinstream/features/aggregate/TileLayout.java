package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.Tiles;
import java.util.Arrays;
import java.util.List;

/**
 * The layout of tiles in the arrays of {@link Tiles}, row after row, and the operations that copy
 * and move rows.
 */
final class TileLayout {
  private final int stride;
  private final int objectStride;

  /**
   * @param columns the partial aggregates of a tile, besides its index and count
   */
  TileLayout(List<Column> columns) {
    this.stride = 2 + columns.stream().mapToInt(Column::cells).sum();
    this.objectStride = columns.stream().mapToInt(Column::objects).sum();
  }

  /** Returns the greatest number of tiles that fit into an array. */
  int maxSize() {
    return Integer.MAX_VALUE / stride;
  }

  int size(Tiles tiles) {
    return tiles.cells().length / stride;
  }

  long index(Tiles tiles, int tile) {
    return tiles.cells()[tile * stride + Tiles.INDEX];
  }

  /** Returns the number of events in a range of tiles. */
  long count(Tiles tiles, int from, int to) {
    long count = 0;
    for (int tile = from; tile < to; tile++) {
      count += tiles.cells()[tile * stride + Tiles.COUNT];
    }
    return count;
  }

  /** Returns the position of the first tile whose index is at least {@code first}. */
  int firstFrom(Tiles tiles, long first) {
    long[] cells = tiles.cells();
    int at = Tiles.INDEX;
    while (at < cells.length && cells[at] < first) {
      at += stride;
    }
    return at / stride;
  }

  /** Returns the tiles from a position on; the same object if that is the first. */
  Tiles slice(Tiles tiles, int from) {
    if (from == 0) {
      return tiles;
    }
    return copy(tiles, from, size(tiles), tiles.count() - count(tiles, 0, from));
  }

  Tiles copy(Tiles tiles, int from, int to, long count) {
    return new Tiles(
        Arrays.copyOfRange(tiles.cells(), from * stride, to * stride),
        Arrays.copyOfRange(tiles.objects(), from * objectStride, to * objectStride),
        count);
  }

  /** Returns a copy with an empty tile inserted, whose partial aggregates must be cleared next. */
  Tiles insert(Tiles tiles, int from, int at, long index, long count) {
    int n = size(tiles);
    Tiles out = blank(n - from + 1, count);
    copy(tiles, from, out, 0, at - from);
    copy(tiles, at, out, at - from + 1, n - at);
    out.cells()[(at - from) * stride + Tiles.INDEX] = index;
    return out;
  }

  void copy(Tiles from, int at, Tiles to, int toAt, int n) {
    System.arraycopy(from.cells(), at * stride, to.cells(), toAt * stride, n * stride);
    System.arraycopy(
        from.objects(), at * objectStride, to.objects(), toAt * objectStride, n * objectStride);
  }

  /** Allocates arrays for {@code n} tiles. */
  Tiles blank(int n, long count) {
    return new Tiles(new long[n * stride], new Object[n * objectStride], count);
  }

  Column.Row row(Tiles tiles, int tile) {
    Column.Row row = new Column.Row();
    row.cells = tiles.cells();
    row.objects = tiles.objects();
    move(row, tile);
    return row;
  }

  /** Moves a row to another tile of the same tiles. */
  void move(Column.Row row, int tile) {
    row.base = tile * stride;
    row.objectBase = tile * objectStride;
  }
}
