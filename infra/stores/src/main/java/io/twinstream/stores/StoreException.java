package io.twinstream.stores;

/** Thrown if the store cannot be reached in time, or its answer is invalid. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
