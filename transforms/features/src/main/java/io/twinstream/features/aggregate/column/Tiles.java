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

  /** The object, and the headers of both arrays. */
  private static final int HEAP_BYTES = 32 + 16 + 16;

  /** Returns the size on the heap of a JVM with compressed references. */
  public long heapBytes() {
    long bytes = HEAP_BYTES + 8L * cells.length + 4L * objects.length;
    for (Object each : objects) {
      if (each instanceof long[] numbers) {
        bytes += 16 + 8L * numbers.length;
      } else if (each instanceof String text) {
        bytes += 24 + (16 + text.length() + 7) / 8 * 8;
      }
    }
    return bytes;
  }
}
