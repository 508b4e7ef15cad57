package io.twinstream.features.aggregate.column;

import java.util.Arrays;

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
      bytes += heapBytes(each);
    }
    return bytes;
  }

  /** Returns the size of an object of a tile on the heap, in bytes; 0 if it is shared. */
  public static long heapBytes(Object object) {
    if (object instanceof long[] numbers) {
      return 16 + 8L * numbers.length;
    }
    if (object instanceof String text) {
      return 24 + (16L + text.length() + 7) / 8 * 8;
    }
    if (object instanceof Object[] several) {
      return 16 + 4L * several.length + Arrays.stream(several).mapToLong(Tiles::heapBytes).sum();
    }
    return object instanceof Sized sized ? sized.heapBytes() : 0;
  }
}
