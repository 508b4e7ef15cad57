package io.twinstream.features.aggregate.column;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;

/** The index, the count and the cells of other columns of each tile of a window. */
public final class TileSeries extends GatheredTiles<long[]> {
  /** The places in the array of a tile. */
  public static final int INDEX = 0;

  public static final int COUNT = 1;

  /** The place of the first cell of the first column. */
  public static final int CELLS = 2;

  private static final int OBJECT_BYTES = 16;

  private final int width;

  /**
   * @param columns whose cells to repeat; numbers only
   */
  public TileSeries(int cell, int object, List<Column> columns) {
    super(cell, object, columns, long[].class);
    this.width = CELLS + columns.stream().mapToInt(Column::cells).sum();
  }

  @Override
  public String describe() {
    return columns.stream().map(Column::describe).collect(Collectors.joining(", ", "tiles(", ")"));
  }

  @Override
  public long worstBytes() {
    return OBJECT_BYTES + (long) Long.BYTES * width;
  }

  @Override
  long index(long[] tile) {
    return tile[INDEX];
  }

  @Override
  long[] copy(Row row, long index) {
    long[] tile = new long[width];
    tile[INDEX] = index;
    tile[COUNT] = row.get(Tiles.COUNT);
    int at = CELLS;
    for (Column column : columns) {
      for (int i = 0; i < column.cells(); i++) {
        tile[at++] = row.get(column.cell + i);
      }
    }
    return tile;
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
}
