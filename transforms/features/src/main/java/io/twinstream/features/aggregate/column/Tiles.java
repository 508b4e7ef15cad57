package io.twinstream.features.aggregate.column;

/**
 * The tiles of one table of a state, ascending by index. Immutable once it is part of a state.
 *
 * <p>A tile is a row of {@code stride} cells: its index, its count, then the partials of the
 * table's columns. One array for all tiles makes an update one copy. Partials that are not numbers
 * stand in {@code objects}, which is empty for tables without such columns.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a value
public record Tiles(long[] cells, Object[] objects, long mass) {
  public static final int INDEX = 0;
  public static final int COUNT = 1;

  public static final Tiles NONE = new Tiles(new long[0], new Object[0], 0);
}
