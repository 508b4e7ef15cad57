package io.twinstream.pipelines.kafka;

import io.twinstream.features.event.TopicId;
import io.twinstream.features.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs partitions whose greatest timestamp is ahead of the clock. */
final class TimesAhead {
  private static final Logger LOG = LoggerFactory.getLogger(TimesAhead.class);
  private static final Counter AHEAD =
      Metrics.counter(TimesAhead.class, "times_ahead_of_the_clock");

  private final TopicId topic;
  private final Set<Integer> partitions = new HashSet<>();

  TimesAhead(TopicId topic) {
    this.topic = topic;
  }

  /** Returns by how much a partition's greatest time is ahead of the clock; 0 if it is not. */
  long note(int partition, KnownTime time, long now) {
    long ahead = time.ahead(now);
    if (ahead == 0) {
      partitions.remove(partition);
    } else if (partitions.add(partition)) {
      AHEAD.inc();
      LOG.warn(
          "{}/{} has a record with the time {}, which is {} ahead of this machine's "
              + "clock: later records of the partition get at least this known time; set the "
              + "clock of its producer, of the broker or of this machine",
          topic,
          partition,
          Instant.ofEpochMilli(time.greatest()),
          Durations.age(Duration.ofMillis(ahead)));
    }
    return ahead;
  }
}
