package io.twinstream.features.aggregate.column;

import io.twinstream.features.event.Event;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The index, the count and the cells of other columns of each tile of a window, for functions whose
 * value depends on which tile an event is in. It writes no bytes, since the columns that it repeats
 * do; they precede it in a tile.
 *
 * <p>A row is either one tile, or merges tiles of different indexes. Its object is null for no
 * tile, an array for one, and a pair of objects for several: a merge takes the same time for any
 * number of tiles.
 */
public final class TileSeries extends Column {
  /** The places in the array of a tile. */
  public static final int INDEX = 0;

  public static final int COUNT = 1;

  /** The place of the first cell of the first column. */
  public static final int CELLS = 2;

  private static final int OBJECT_BYTES = 16;

  private record Both(Object a, Object b, int tiles) {}

  private final List<Column> columns;
  private final int width;

  /**
   * @param columns whose cells to repeat; numbers only
   */
  public TileSeries(int cell, int object, List<Column> columns) {
    super(cell, object);
    this.columns = List.copyOf(columns);
    this.width = CELLS + columns.stream().mapToInt(Column::cells).sum();
  }

  /** Reports whether it repeats the cells of a column. */
  public boolean repeats(Column column) {
    return columns.contains(column);
  }

  @Override
  public String describe() {
    return columns.stream().map(Column::describe).collect(Collectors.joining(", ", "tiles(", ")"));
  }

  @Override
  public String label() {
    return "tiles";
  }

  @Override
  public String show(Row row) {
    return Integer.toString(size(row.object(object)));
  }

  @Override
  public int cells() {
    return 0;
  }

  @Override
  public int objects() {
    return 1;
  }

  @Override
  public long worstBytes() {
    return OBJECT_BYTES + (long) Long.BYTES * width;
  }

  @Override
  public void clear(Row row) {
    row.object(object, null);
  }

  @Override
  public void add(Row row, Event event) {
    repeat(row, row.get(Tiles.INDEX));
  }

  private void repeat(Row row, long index) {
    long[] tile = new long[width];
    tile[INDEX] = index;
    tile[COUNT] = row.get(Tiles.COUNT);
    int at = CELLS;
    for (Column column : columns) {
      for (int i = 0; i < column.cells(); i++) {
        tile[at++] = row.get(column.cell + i);
      }
    }
    row.object(object, tile);
  }

  @Override
  public void merge(Row into, Row from) {
    Object a = into.object(object);
    Object b = from.object(object);
    if (a == null || b == null) {
      into.object(object, a == null ? b : a);
    } else if (a instanceof long[] x && b instanceof long[] y && x[INDEX] == y[INDEX]) {
      repeat(into, x[INDEX]); // The columns before this one have merged this tile.
    } else {
      into.object(object, new Both(a, b, size(a) + size(b)));
    }
  }

  private static int size(Object tiles) {
    return tiles instanceof Both both ? both.tiles : tiles == null ? 0 : 1;
  }

  /** Returns the tiles in ascending order of index. They must not be changed. */
  public long[][] tiles(Row row) {
    Object all = row.object(object);
    long[][] tiles = new long[size(all)][];
    Deque<Object> left = new ArrayDeque<>();
    int n = 0;
    for (Object next = all; next != null; next = left.poll()) {
      if (next instanceof Both both) {
        left.push(both.b);
        left.push(both.a);
      } else {
        tiles[n++] = (long[]) next;
      }
    }
    Arrays.sort(tiles, Comparator.comparingLong(tile -> tile[INDEX]));
    return tiles;
  }

  /**
   * Returns the sum of a number of each tile times the weight of the tile.
   *
   * @param at the place of the number in the array of a tile
   * @param cells the number of its cells
   * @param newest the index of the tile that has the first weight; those before it have the next
   * @param weights from 0 to 2^62; tiles beyond them have none
   */
  public BigInteger weighted(Row row, int at, int cells, long newest, long[] weights) {
    long[] sum = new long[3];
    BigInteger wide = BigInteger.ZERO;
    for (long[] tile : tiles(row)) {
      long age = newest - tile[INDEX];
      if (age >= 0 && age < weights.length) {
        long weight = weights[(int) age];
        if (Wide.isLong(tile, at, cells)) {
          Wide.addProduct(sum, 0, tile[at], weight);
        } else {
          wide = wide.add(Wide.get(tile, at, cells).multiply(BigInteger.valueOf(weight)));
        }
      }
    }
    return wide.add(Wide.get(sum, 0, sum.length));
  }

  @Override
  public void encode(Row row, StateWriter out) {
    // The other columns write their cells.
  }

  @Override
  public void decode(Row row, StateReader in) {
    repeat(row, row.get(Tiles.INDEX));
  }
}
