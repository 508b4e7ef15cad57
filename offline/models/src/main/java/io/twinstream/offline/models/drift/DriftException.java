package io.twinstream.offline.models.drift;

/** Rows or summaries that cannot be compared. */
public final class DriftException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DriftException(String message) {
    super(message);
  }

  public DriftException(String message, Throwable cause) {
    super(message, cause);
  }
}
