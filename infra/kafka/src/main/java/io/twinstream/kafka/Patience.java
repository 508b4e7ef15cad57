package io.twinstream.kafka;

import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * How long reading a topic to an end may make no progress: a consumer whose broker is gone polls
 * nothing, and no error, for as long as it is asked.
 */
public final class Patience {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Duration limit;
  private long position = -1;
  private long since = System.nanoTime();

  private Patience(Duration limit) {
    this.limit = limit;
  }

  /** Of a minute. */
  public static Patience ofAMinute() {
    return new Patience(LIMIT);
  }

  static Patience of(Duration limit) {
    return new Patience(limit);
  }

  /**
   * Takes note of how far a consumer is.
   *
   * @throws TimeoutException if it has not moved for too long
   */
  public void require(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    long now = partitions.stream().mapToLong(consumer::position).sum();
    if (now != position) {
      position = now;
      since = System.nanoTime();
    } else if (System.nanoTime() - since > limit.toNanos()) {
      throw new TimeoutException(
          "no record of %s has come for %d s, and there are more; do the brokers answer?"
              .formatted(partitions, limit.toSeconds()));
    }
  }
}
