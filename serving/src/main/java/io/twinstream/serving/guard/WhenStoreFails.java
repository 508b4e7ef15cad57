package io.twinstream.serving.guard;

/** The answer if the store does not answer in time. */
public enum WhenStoreFails {
  /** An error, which the caller or rules handle. */
  ERROR,
  /** The states that were read last, evaluated as of now; other values are missing. */
  LAST_KNOWN,
  /** The feature values of an entity without events. */
  EMPTY
}
