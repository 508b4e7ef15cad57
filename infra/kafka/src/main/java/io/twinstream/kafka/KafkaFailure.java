package io.twinstream.kafka;

/** Kafka could not be reached, or refused what was asked. The message says what to do. */
public final class KafkaFailure extends IllegalStateException {
  private static final long serialVersionUID = 1;

  KafkaFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
