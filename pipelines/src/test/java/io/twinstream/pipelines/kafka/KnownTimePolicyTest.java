package io.twinstream.pipelines.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.event.TopicId;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaTimestampType;
import org.apache.beam.sdk.io.kafka.TimestampPolicy;
import org.apache.beam.sdk.io.kafka.TimestampPolicy.PartitionContext;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class KnownTimePolicyTest {
  private static TimestampPolicy<byte[], byte[]> policy(
      boolean logAppendTime, Map<Integer, Long> archived, Optional<Instant> before) {
    TopicRead read =
        new TopicRead(
            new TopicId("topic", "0123456789012345678901"),
            1,
            new TreeMap<>(Map.of(0, 0L)),
            new TreeMap<>(archived),
            logAppendTime,
            Clock.systemUTC());
    return KnownTimePolicy.of(read).createTimestampPolicy(new TopicPartition("topic", 0), before);
  }

  private static long known(TimestampPolicy<byte[], byte[]> policy, long timestamp) {
    KafkaRecord<byte[], byte[]> record =
        new KafkaRecord<>(
            "topic",
            0,
            0,
            timestamp,
            KafkaTimestampType.CREATE_TIME,
            new RecordHeaders(),
            KV.of(new byte[0], new byte[0]));
    return policy.getTimestampForRecord(context(1, 0), record).getMillis();
  }

  private static PartitionContext context(long backlog, long checkedAt) {
    return new PartitionContext() {
      @Override
      public long getMessageBacklog() {
        return backlog;
      }

      @Override
      public Instant getBacklogCheckTime() {
        return Instant.ofEpochMilli(checkedAt);
      }
    };
  }

  @Test
  void knownTimeIsTheGreatestSoFarAlsoInTheNextReader() {
    var first = policy(false, Map.of(), Optional.of(BoundedWindow.TIMESTAMP_MIN_VALUE));
    assertThat(known(first, 50), is(50L));
    assertThat(known(first, 30), is(50L));
    assertThat(known(first, 90), is(90L));
    var next = policy(false, Map.of(), Optional.of(first.getWatermark(context(0, 1_000_000))));
    assertThat(known(next, 40), is(90L));
    assertThat(known(next, 91), is(91L));
  }

  @Test
  void whatAnArchiveHasCounts() {
    assertThat(known(policy(false, Map.of(0, 70L), Optional.empty()), 60), is(70L));
    assertThat(known(policy(true, Map.of(0, 70L), Optional.empty()), 60), is(70L));
  }

  /** The clock moves the watermark of an empty partition, but no known time. */
  @Test
  void withLogAppendTimeTheWatermarkFollowsTheClockOfAnEmptyPartition() {
    var first = policy(true, Map.of(), Optional.empty());
    assertThat(known(first, 50), is(50L));
    assertThat(first.getWatermark(context(3, 10_000)).getMillis(), is(50L));
    Instant idle = first.getWatermark(context(0, 10_000));
    assertThat(idle.getMillis(), is(10_000 - KnownTime.IDLE_MARGIN_MS));
    assertThat(known(policy(true, Map.of(), Optional.of(idle)), 60), is(60L));
  }

  @Test
  void withTheTimesOfProducersTheWatermarkWaitsForRecords() {
    var policy = policy(false, Map.of(), Optional.empty());
    assertThat(policy.getWatermark(context(0, 10_000)), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
  }
}
