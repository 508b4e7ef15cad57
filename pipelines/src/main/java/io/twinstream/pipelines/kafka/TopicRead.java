package io.twinstream.pipelines.kafka;

import io.twinstream.features.event.TopicId;
import java.io.Serializable;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What is read of a topic. It is part of checkpoints: where the brokers are, and what they are told
 * of the user, is no part of it.
 *
 * @param topic the topic: another one of its name is not read
 * @param partitionCount how many partitions the topic has, all of which the job reads; 0 in a
 *     checkpoint of a job that did not tell
 * @param begin the partitions, each with the first offset that is read, or {@link #EARLIEST}
 * @param known the greatest known time of what comes before, by partition, where there is anything
 * @param logAppendTime whether the broker stamps records when it appends them: then an empty log
 *     says how far known time is, and with the producer's timestamps it does not
 * @param clock what idle partitions of log-append-time topics move their watermark by
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

  /** The same, of these partitions only. */
  TopicRead of(Map<Integer, Long> partitions) {
    return new TopicRead(
        topic, partitionCount, new TreeMap<>(partitions), known, logAppendTime, clock);
  }
}
