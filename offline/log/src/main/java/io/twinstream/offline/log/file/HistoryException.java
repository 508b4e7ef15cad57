package io.twinstream.offline.log.file;

/**
 * Thrown if a history file cannot be read as a whole. The message names the file and says what to
 * do.
 */
public final class HistoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public HistoryException(String message) {
    super(message);
  }

  public HistoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
