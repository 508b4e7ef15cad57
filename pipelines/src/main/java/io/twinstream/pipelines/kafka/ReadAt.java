package io.twinstream.pipelines.kafka;

/**
 * The latest instant of which all that a partition held then has been read, of those at which the
 * log was asked where it ends.
 */
final class ReadAt {
  private long instant = Long.MIN_VALUE;
  private long askedAt = Long.MIN_VALUE;
  private long end;

  /** The log ended there then. Not noted while an earlier end is not reached yet. */
  void ended(long end, long askedAt) {
    if (this.askedAt == Long.MIN_VALUE) {
      this.end = end;
      this.askedAt = askedAt;
    }
  }

  /** All below has been read. */
  void read(long next) {
    if (askedAt != Long.MIN_VALUE && next >= end) {
      instant = askedAt;
      askedAt = Long.MIN_VALUE;
    }
  }

  /** In milliseconds since 1970; {@link Long#MIN_VALUE} for none. */
  long instant() {
    return instant;
  }
}
