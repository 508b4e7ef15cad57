package io.twinstream.pipelines.kafka;

import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.TimestampPolicy;
import org.apache.beam.sdk.io.kafka.TimestampPolicyFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * Makes the known time of a record its timestamp in {@code KafkaIO}: the greatest time in its
 * partition up to it. The watermark of a partition is the greatest time too; with LogAppendTime it
 * follows the clock while the partition is empty.
 */
final class KnownTimePolicy extends TimestampPolicy<byte[], byte[]> {
  private final boolean logAppendTime;
  private final KnownTime time;

  /**
   * @param greatest what was read before; {@link Long#MIN_VALUE} for nothing
   */
  KnownTimePolicy(boolean logAppendTime, long greatest) {
    this.logAppendTime = logAppendTime;
    this.time = new KnownTime(greatest);
  }

  /** The policies of the partitions of a topic. */
  static TimestampPolicyFactory<byte[], byte[]> of(TopicRead read) {
    return (partition, before) -> {
      long archived = read.known().getOrDefault(partition.partition(), Long.MIN_VALUE);
      // The clock may have moved the watermark of a topic with LogAppendTime past its records,
      // whose
      // times never go back: there it says nothing that they do not say.
      long earlier =
          read.logAppendTime()
              ? Long.MIN_VALUE
              : before.map(KnownTimePolicy::millis).orElse(Long.MIN_VALUE);
      return new KnownTimePolicy(read.logAppendTime(), Math.max(archived, earlier));
    };
  }

  private static long millis(Instant watermark) {
    return watermark.isAfter(BoundedWindow.TIMESTAMP_MIN_VALUE)
        ? watermark.getMillis()
        : Long.MIN_VALUE;
  }

  @Override
  public Instant getTimestampForRecord(
      PartitionContext context, KafkaRecord<byte[], byte[]> record) {
    time.read(record.getTimestamp());
    return instant(time.greatest());
  }

  @Override
  public Instant getWatermark(PartitionContext context) {
    if (logAppendTime && context.getMessageBacklog() == 0) {
      time.emptyAt(context.getBacklogCheckTime().getMillis());
    }
    // Not limited by the clock: the next reader of the partition needs the greatest time.
    return instant(time.watermark(Long.MAX_VALUE));
  }

  private static Instant instant(long millis) {
    return Instant.ofEpochMilli(
        Math.max(
            BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis(),
            Math.min(BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis() - 1, millis)));
  }
}
