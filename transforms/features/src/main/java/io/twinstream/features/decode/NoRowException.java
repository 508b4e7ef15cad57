package io.twinstream.features.decode;

import io.twinstream.features.event.Reason;

/** An envelope has no row that can be a version. */
final class NoRowException extends Exception {
  private static final long serialVersionUID = 1;
  private final Reason reason;

  NoRowException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
