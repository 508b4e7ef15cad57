package io.twinstream.serving.guard;

/** What is answered where the store does not answer in time. */
public enum WhenStoreFails {
  /** The failure, for the caller or for rules to handle. */
  ERROR,
  /** The states that were read last, evaluated as of now; nothing is known of the others. */
  LAST_KNOWN,
  /** The values of the empty set. */
  EMPTY
}
