package io.twinstream.stores;

/** Thrown when the store cannot be reached in time or does not answer as it must. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
