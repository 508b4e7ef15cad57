package io.twinstream.features.aggregate.column;

/**
 * The tiles of one table of a state, in ascending order of index. They are immutable once they are
 * part of a state.
 *
 * <p>A tile is a row of {@code stride} cells: its index, its count, then the partial aggregates of
 * the columns. All tiles share one array, so an update costs one copy. Partial aggregates that are
 * not numbers are in {@code objects}, which is empty for tables without such columns.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared by value.
public record Tiles(long[] cells, Object[] objects, long count) {
  public static final int INDEX = 0;
  public static final int COUNT = 1;

  public static final Tiles NONE = new Tiles(new long[0], new Object[0], 0);
}
