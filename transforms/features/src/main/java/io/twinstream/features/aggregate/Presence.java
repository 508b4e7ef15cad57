package io.twinstream.features.aggregate;

/** Whether there is something to say about an entity as of an instant. */
public enum Presence {
  /** It has a state, and its newest event is within the view's time to live. */
  PRESENT,
  /** It was never seen: the values are those of the empty set. */
  MISSING,
  /**
   * Its newest event is older than the view's time to live: the values are those of the empty set.
   */
  EXPIRED
}
