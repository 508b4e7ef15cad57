package io.twinstream.kafka.registry;

/** A schema registry does not answer, or refuses a request. */
public final class RegistryFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  RegistryFailure(String message) {
    super(message);
  }

  RegistryFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
