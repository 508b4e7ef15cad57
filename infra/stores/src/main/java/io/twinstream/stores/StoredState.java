package io.twinstream.stores;

/**
 * A state as the store holds it. The version is ({@code newest}, {@code mass}) in this order; the
 * bytes are opaque to the store. Nobody changes the array once it is handed over.
 *
 * @param newest the newest event's time, milliseconds since 1970
 * @param mass grows with every event that counts
 * @param bytes the encoded state
 */
@SuppressWarnings(
    "ArrayRecordComponent") // A hot carrier: bytes are compared where they mean something.
public record StoredState(long newest, long mass, byte[] bytes) {
  /** The version's numbers are compared as doubles inside Redis, which are exact up to here. */
  public static final long MAX_MAGNITUDE = 1L << 53;

  /** Stands where an entity was erased: of a version that no other state replaces. */
  public static final StoredState ERASED =
      new StoredState(MAX_MAGNITUDE, MAX_MAGNITUDE, new byte[0]);

  public StoredState {
    if (Math.abs(newest) > MAX_MAGNITUDE || newest == Long.MIN_VALUE) {
      throw new IllegalArgumentException("newest " + newest + " is beyond 2^53");
    }
    if (mass < 0 || mass > MAX_MAGNITUDE) {
      throw new IllegalArgumentException("mass " + mass + " is not within 0 to 2^53");
    }
  }

  /** Whether this one replaces another: it is not of a lesser version. */
  public boolean replaces(StoredState other) {
    return newest != other.newest ? newest > other.newest : mass >= other.mass;
  }

  public boolean isErased() {
    return newest == MAX_MAGNITUDE && mass == MAX_MAGNITUDE;
  }
}
