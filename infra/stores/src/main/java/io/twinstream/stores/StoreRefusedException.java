package io.twinstream.stores;

/**
 * Thrown when a store is there but not for this process, which trying again does not change: a
 * wrong password or certificate, or a store of another kind.
 */
public final class StoreRefusedException extends StoreException {
  private static final long serialVersionUID = 1;

  public StoreRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
