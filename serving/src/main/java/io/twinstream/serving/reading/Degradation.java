package io.twinstream.serving.reading;

/** What a reading is based on instead of the store. */
public enum Degradation {
  /** The store answered. */
  NONE,
  /** The store did not answer; the states that were read last. */
  LAST_KNOWN,
  /** The store did not answer; the values of an entity without events. */
  EMPTY
}
