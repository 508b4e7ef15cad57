package io.twinstream.stores;

/**
 * A state as the store holds it. Its version is ({@code newest}, {@code count}), compared in this
 * order; the bytes are opaque to the store. The array must not be changed.
 *
 * @param newest the time of the newest event, in milliseconds since 1970; for a table the order of
 *     the row
 * @param count the count of the state, which grows with every event that counts; for a table what
 *     decides between rows of one order
 * @param bytes the encoded state
 */
@SuppressWarnings(
    "ArrayRecordComponent") // Used on hot paths; callers compare bytes where that has a meaning.
public record StoredState(long newest, long count, byte[] bytes) {
  /** Redis compares the numbers of the version as doubles, which are exact up to here. */
  public static final long MAX_MAGNITUDE = 1L << 53;

  /** Replaces the state of an erased entity; its version is greater than any other. */
  public static final StoredState ERASED =
      new StoredState(MAX_MAGNITUDE, MAX_MAGNITUDE, new byte[0]);

  public StoredState {
    if (Math.abs(newest) > MAX_MAGNITUDE || newest == Long.MIN_VALUE) {
      throw new IllegalArgumentException("newest " + newest + " is beyond 2^53");
    }
    if (count < 0 || count > MAX_MAGNITUDE) {
      throw new IllegalArgumentException("count " + count + " is not within 0 to 2^53");
    }
  }

  /** Reports whether this state replaces another one: its version is not less. */
  public boolean replaces(StoredState other) {
    return newest != other.newest ? newest > other.newest : count >= other.count;
  }

  public boolean isErased() {
    return newest == MAX_MAGNITUDE && count == MAX_MAGNITUDE;
  }
}
