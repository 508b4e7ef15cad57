package io.twinstream.serving.reading;

/** Why a reading is not what the store holds. */
public enum Degradation {
  /** The store answered. */
  NONE,
  /** It did not: these are the states read last. */
  LAST_KNOWN,
  /** It did not: these are the values of the empty set. */
  EMPTY
}
