package io.twinstream.pipelines.kafka;

/**
 * The watermark of one partition: no record read later has an earlier known time. It only moves
 * forward.
 *
 * <p>It follows the records, whose known times never decrease. With LogAppendTime, where later
 * records have later timestamps, it also follows the clock while the log is known to be empty. With
 * the producer's timestamps it must not: a replay of old data would find its states collected. The
 * clock also is its upper bound, so that one record with a timestamp in the far future does not
 * close all windows.
 */
final class KnownTime {
  /** The allowed difference of the clocks of brokers and readers, plus replication lag. */
  static final long IDLE_MARGIN_MS = 2_000;

  private long greatest;
  private long emptyAt = Long.MIN_VALUE;

  /**
   * @param greatest the greatest known time read before; {@link Long#MIN_VALUE} for none
   */
  KnownTime(long greatest) {
    this.greatest = greatest;
  }

  /** Notes the known time of a record. */
  void read(long known) {
    greatest = Math.max(greatest, known);
  }

  /** Notes that everything that a log with LogAppendTime had at an instant has been read. */
  void emptyAt(long millis) {
    emptyAt = Math.max(emptyAt, millis);
  }

  long greatest() {
    return greatest;
  }

  /** By how much the greatest time is ahead of the clock, beyond the allowed difference; or 0. */
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
