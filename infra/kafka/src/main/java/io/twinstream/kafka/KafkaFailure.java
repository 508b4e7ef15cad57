package io.twinstream.kafka;

/** Thrown if Kafka cannot be reached or refuses a request. The message says what to do. */
public final class KafkaFailure extends IllegalStateException {
  private static final long serialVersionUID = 1;

  KafkaFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
