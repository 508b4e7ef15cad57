package io.twinstream.pipelines.kafka;

/**
 * The watermark of one partition: no record read later is known before it. Moves up only.
 *
 * <p>It follows the records, which are known no earlier than those before them. On a
 * log-append-time topic, where a later record is stamped later, it follows the clock too while the
 * log is known to be empty. With the producer's timestamps it must not: a replay of old data would
 * find its states collected. The clock also bounds it from above, so that one record stamped in the
 * far future does not end all windows.
 */
final class KnownTime {
  /** How far the clocks of brokers and readers may be apart, and replication may lag. */
  static final long IDLE_MARGIN_MS = 2_000;

  private long greatest;
  private long emptyAt = Long.MIN_VALUE;

  /**
   * @param greatest the greatest known time that was read before; {@link Long#MIN_VALUE} for none
   */
  KnownTime(long greatest) {
    this.greatest = greatest;
  }

  /** A record was read. */
  void read(long known) {
    greatest = Math.max(greatest, known);
  }

  /** Everything that the log of a log-append-time topic had at an instant has been read. */
  void emptyAt(long millis) {
    emptyAt = Math.max(emptyAt, millis);
  }

  long greatest() {
    return greatest;
  }

  /** By how much the greatest time is ahead of the clock, beyond what clocks may be apart; or 0. */
  long ahead(long now) {
    return greatest > now + IDLE_MARGIN_MS ? greatest - now : 0;
  }

  /**
   * @param now milliseconds since 1970
   */
  long watermark(long now) {
    long read = greatest == Long.MIN_VALUE ? greatest : Math.min(greatest, now);
    return emptyAt == Long.MIN_VALUE ? read : Math.max(read, emptyAt - IDLE_MARGIN_MS);
  }
}
