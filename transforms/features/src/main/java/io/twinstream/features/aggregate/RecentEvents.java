package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;

/**
 * The identities of the most recent events of a state, which decide whether the state holds an
 * event. They are pairs (time, identity), in descending order of time and unsigned identity,
 * without duplicates, at most {@code limit}, and none older than what the tables of the state see.
 */
final class RecentEvents {
  static final long[] NONE = {};

  private final int limit;

  /**
   * @param limit the maximal number of identities to keep; 0 keeps none
   */
  RecentEvents(int limit) {
    this.limit = limit;
  }

  boolean isOff() {
    return limit == 0;
  }

  /**
   * Adds one event.
   *
   * @param oldest the earliest time of an event that matters
   */
  long[] add(long[] recent, long ts, long identity, long oldest) {
    int kept = inReach(recent, oldest);
    int at = position(recent, kept, ts, identity);
    boolean held = at < kept && recent[2 * at] == ts && recent[2 * at + 1] == identity;
    if (held || at >= limit || ts < oldest) {
      return slice(recent, kept);
    }
    int n = Math.min(kept + 1, limit);
    long[] out = new long[2 * n];
    System.arraycopy(recent, 0, out, 0, 2 * at);
    out[2 * at] = ts;
    out[2 * at + 1] = identity;
    System.arraycopy(recent, 2 * at, out, 2 * at + 2, 2 * (n - at - 1));
    return out;
  }

  /** Merges the recent events of two states. */
  long[] merge(long[] a, long[] b, long oldest) {
    long[] out = slice(a, inReach(a, oldest));
    for (int i = 0; i < b.length; i += 2) {
      out = add(out, b[i], b[i + 1], oldest);
    }
    return out;
  }

  Membership membership(long[] recent, long ts, long identity, long oldest) {
    if (ts < oldest) {
      return Membership.ABSENT;
    }
    int n = recent.length / 2;
    int at = position(recent, n, ts, identity);
    if (at < n && recent[2 * at] == ts && recent[2 * at + 1] == identity) {
      return Membership.HELD;
    }
    return at < n || n < limit ? Membership.ABSENT : Membership.UNDECIDED;
  }

  void encode(long[] recent, StateWriter out) {
    out.varint(recent.length / 2);
    for (int i = 0; i < recent.length; i += 2) {
      out.time(recent[i]);
      out.fixed64(recent[i + 1]);
    }
  }

  /** Skips the bytes that {@link #decode} reads. */
  void skip(StateReader in) {
    for (int n = in.count(limit, 1 + Long.BYTES); n > 0; n--) {
      in.skipVarint();
      in.skip(Long.BYTES);
    }
  }

  long[] decode(StateReader in) {
    long[] recent = new long[2 * in.count(limit, 1 + Long.BYTES)];
    for (int i = 0; i < recent.length; i += 2) {
      recent[i] = in.time();
      recent[i + 1] = in.fixed64();
    }
    return recent;
  }

  private static int inReach(long[] recent, long oldest) {
    int n = recent.length / 2;
    while (n > 0 && recent[2 * n - 2] < oldest) {
      n--;
    }
    return n;
  }

  /** Returns how many of the first {@code n} pairs are greater. */
  private static int position(long[] recent, int n, long ts, long identity) {
    int at = 0;
    while (at < n
        && (recent[2 * at] > ts
            || (recent[2 * at] == ts && Long.compareUnsigned(recent[2 * at + 1], identity) > 0))) {
      at++;
    }
    return at;
  }

  private static long[] slice(long[] recent, int n) {
    return 2 * n == recent.length ? recent : java.util.Arrays.copyOf(recent, 2 * n);
  }
}
