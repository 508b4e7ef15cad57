package io.twinstream.features.aggregate.column;

/** Thrown if stored bytes are not a state of the view in its present definition. */
public final class StateFormatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StateFormatException(String message) {
    super(message);
  }

  public StateFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
