package io.twinstream.pipelines.kafka;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The latest instant of which all that a partition held then has been read, of those at which the
 * log was asked where it ends.
 */
final class ReadAt {
  /** More ends that are not reached yet are not noted: it is far behind. */
  private static final int MAX_ENDS = 256;

  private final Deque<End> ends = new ArrayDeque<>();
  private long instant = Long.MIN_VALUE;

  private record End(long offset, long askedAt) {}

  /** The log ended there then. */
  void ended(long end, long askedAt) {
    if (ends.size() < MAX_ENDS) {
      ends.add(new End(end, askedAt));
    }
  }

  /** All below has been read. */
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
