package io.twinstream.serving.kafka;

import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.KafkaFailure;
import io.twinstream.serving.background.Background;
import io.twinstream.serving.background.Retries;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A producer that is created once a broker's name can be resolved: at the start if possible,
 * otherwise later, while the server runs without it.
 */
final class LateProducer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LateProducer.class);
  private static final String NAME = "kafka-connection";
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final Supplier<Producer<byte[], byte[]>> make;
  private Producer<byte[], byte[]> producer;
  private KafkaFailure failure;
  private boolean closed;
  private Retries retries;

  private LateProducer(Supplier<Producer<byte[], byte[]>> make) {
    this.make = make;
  }

  /**
   * Makes the producer, or begins to try.
   *
   * @throws KafkaFailure if it cannot be made for another reason, such as a wrong setting
   */
  static LateProducer of(Supplier<Producer<byte[], byte[]>> make, Background background) {
    LateProducer late = new LateProducer(make);
    if (!late.attempt()) {
      late.retries = Retries.until(late::attempt, NAME, background);
    }
    return late;
  }

  private boolean attempt() {
    try {
      is(make.get());
      return true;
    } catch (KafkaFailure e) {
      if (!KafkaClients.isUnresolved(e)) {
        throw e;
      }
      fails(e);
      return false;
    }
  }

  private synchronized void is(Producer<byte[], byte[]> made) {
    if (closed) {
      made.close(CLOSE_WITHIN);
    } else if (failure != null) {
      LOG.info("a name of the brokers can be resolved");
    }
    producer = made;
    failure = null;
  }

  private synchronized void fails(KafkaFailure because) {
    if (failure == null) {
      LOG.warn("not ready, and trying again: {}", because.getMessage());
    }
    failure = because;
  }

  /**
   * The producer.
   *
   * @throws KafkaFailure if it is not there yet
   */
  synchronized Producer<byte[], byte[]> get() {
    if (producer == null) {
      throw failure;
    }
    return producer;
  }

  /** Why it is not there yet; empty if it is. */
  synchronized Optional<KafkaFailure> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void close() {
    if (retries != null) {
      retries.close();
    }
    Producer<byte[], byte[]> made;
    synchronized (this) {
      closed = true;
      made = producer;
    }
    if (made != null) {
      made.close(CLOSE_WITHIN);
    }
  }
}
