package io.twinstream.serving.access;

/**
 * Thrown for a token that is not taken. The message is for the caller, and has nothing of what the
 * token says.
 */
final class InvalidToken extends Exception {
  private static final long serialVersionUID = 1;

  InvalidToken(String message) {
    super(message, null, false, false); // It is an answer, so that its stack does not matter.
  }
}
