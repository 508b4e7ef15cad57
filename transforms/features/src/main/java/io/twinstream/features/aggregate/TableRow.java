package io.twinstream.features.aggregate;

import java.util.Arrays;

/**
 * The row of a table that counts for a key: the greatest of its rows by (order, delete or not,
 * content). It holds no counts, so a row that is loaded twice changes nothing.
 *
 * @param order the version of the row, or the number of its load
 * @param deleted whether it deletes the key; then it has no values
 * @param content the hash of its declared fields
 * @param ts its event time, in milliseconds since 1970
 * @param bits by field of the layout
 * @param objects text, bytes and arrays by field of the layout; null for values that are bits
 * @param present by field of the layout; false is null
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared by value, never changed.
record TableRow(
    long order,
    boolean deleted,
    long content,
    long ts,
    long[] bits,
    Object[] objects,
    boolean[] present) {

  private static final int HEAP_BYTES = 56 + 3 * 16;

  /** As many bits of the hash as the online store compares, and one for deletes. */
  private static final int TIE_BITS = 51;

  /**
   * Compares by what decides which row counts. Of rows of the same content the first counts: the
   * store keeps it, because its version does not rise.
   */
  int compare(TableRow other) {
    int compared = Long.compare(order, other.order);
    if (compared == 0) {
      compared = Long.compare(tie(), other.tie());
    }
    if (compared == 0) {
      compared = Long.compareUnsigned(content, other.content);
    }
    return compared == 0 ? Long.compare(other.ts, ts) : compared;
  }

  /** Returns what decides between rows of one order, in the 52 bits that the store compares. */
  long tie() {
    return (deleted ? 1L << TIE_BITS : 0) | content >>> (Long.SIZE - TIE_BITS);
  }

  long heapBytes() {
    long bytes = HEAP_BYTES + 8L * bits.length + 4L * objects.length + present.length;
    return bytes + Arrays.stream(objects).mapToLong(TableRow::heapBytes).sum();
  }

  private static long heapBytes(Object value) {
    return value == null ? 0 : 32 + 2L * value.toString().length();
  }
}
