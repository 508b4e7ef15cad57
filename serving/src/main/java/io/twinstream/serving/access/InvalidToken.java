package io.twinstream.serving.access;

/**
 * Thrown if a token is refused. The message is for the caller, and contains nothing of the token.
 */
final class InvalidToken extends Exception {
  private static final long serialVersionUID = 1;

  InvalidToken(String message) {
    super(message, null, false, false); // It becomes a response, so it needs no stack trace.
  }
}
