package io.twinstream.features.format;

/** A record that cannot be read. It has no stack trace, because there may be many. */
public final class BadPayload extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BadPayload(String message) {
    super(message, null, false, false);
  }
}
