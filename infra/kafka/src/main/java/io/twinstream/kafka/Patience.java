package io.twinstream.kafka;

import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Limits the time without progress when reading a topic to its end. Without it, a consumer whose
 * broker is gone would poll forever without an error.
 */
public final class Patience {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Duration limit;
  private long position = -1;
  private long since = System.nanoTime();

  private Patience(Duration limit) {
    this.limit = limit;
  }

  /** Returns a limit of one minute. */
  public static Patience ofAMinute() {
    return new Patience(LIMIT);
  }

  static Patience of(Duration limit) {
    return new Patience(limit);
  }

  /**
   * Records how far a consumer is.
   *
   * @throws TimeoutException if it has not advanced for too long
   */
  public void require(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    long now = partitions.stream().mapToLong(consumer::position).sum();
    if (now != position) {
      position = now;
      since = System.nanoTime();
    } else if (System.nanoTime() - since > limit.toNanos()) {
      throw new TimeoutException(
          "no record of %s has arrived for %d s, and there are more; check that the brokers answer"
              .formatted(partitions, limit.toSeconds()));
    }
  }
}
