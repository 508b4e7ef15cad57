package io.twinstream.pipelines.kafka;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The latest instant such that everything that a partition contained then has been read. Candidates
 * are the instants at which the end of the log was asked for.
 */
final class ReadAt {
  /**
   * Beyond this number, ends that are not reached yet are ignored, because the reader is far
   * behind.
   */
  private static final int MAX_ENDS = 256;

  private final Deque<End> ends = new ArrayDeque<>();
  private long instant = Long.MIN_VALUE;

  private record End(long offset, long askedAt) {}

  /** The log ended at this offset at this time. */
  void ended(long end, long askedAt) {
    if (ends.size() < MAX_ENDS) {
      ends.add(new End(end, askedAt));
    }
  }

  /** Everything below this offset has been read. */
  void read(long next) {
    while (!ends.isEmpty() && next >= ends.peek().offset) {
      instant = ends.remove().askedAt;
    }
  }

  /** In milliseconds since 1970; {@link Long#MIN_VALUE} for none. */
  long instant() {
    return instant;
  }
}
