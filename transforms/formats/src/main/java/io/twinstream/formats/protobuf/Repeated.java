package io.twinstream.formats.protobuf;

/**
 * A record that gives a field without repetitions twice, which a reader must merge. It is written
 * again by Protobuf's own classes, and then read.
 */
final class Repeated extends RuntimeException {
  private static final long serialVersionUID = 1;
  static final Repeated VALUE = new Repeated();

  private Repeated() {
    super(null, null, false, false);
  }
}
