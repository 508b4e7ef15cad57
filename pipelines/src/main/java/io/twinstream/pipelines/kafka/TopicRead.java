package io.twinstream.pipelines.kafka;

import io.twinstream.features.event.TopicId;
import java.io.Serializable;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What to read of a topic. It is part of checkpoints; the brokers' address and the user's settings
 * are not.
 *
 * @param topic the topic, by id: another topic with its name is not read
 * @param partitionCount the number of partitions, all of which the job reads; 0 in a checkpoint
 *     without this information
 * @param begin the partitions, each with the first offset to read, or {@link #EARLIEST}
 * @param known by partition, the greatest known time of what comes before, if there is anything
 * @param logAppendTime whether the topic uses LogAppendTime: then the watermark of an empty log
 *     follows the clock; with the producer's timestamps it does not
 * @param clock for the watermarks of idle partitions with LogAppendTime
 */
@SuppressWarnings("serial") // maps are trees, clocks are serializable where they matter
public record TopicRead(
    TopicId topic,
    int partitionCount,
    TreeMap<Integer, Long> begin,
    TreeMap<Integer, Long> known,
    boolean logAppendTime,
    Clock clock)
    implements Serializable {

  /** The oldest record that the log still has. */
  public static final long EARLIEST = -2;

  public TopicRead {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(clock, "clock");
    if (begin.isEmpty()) {
      throw new IllegalArgumentException("topic '" + topic.name() + "' has no partitions to read");
    }
    begin = new TreeMap<>(begin);
    known = new TreeMap<>(known);
  }

  /** The same, with these partitions only. */
  TopicRead of(Map<Integer, Long> partitions) {
    return new TopicRead(
        topic, partitionCount, new TreeMap<>(partitions), known, logAppendTime, clock);
  }
}
