package io.twinstream.stores;

/**
 * Thrown if the store refuses this process and a retry does not help: a wrong password or
 * certificate, or a store of another kind.
 */
public final class StoreRefusedException extends StoreException {
  private static final long serialVersionUID = 1;

  public StoreRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
