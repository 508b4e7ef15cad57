package io.twinstream.features.aggregate;

/** Whether an entity has values as of an instant. */
public enum Presence {
  /** The entity has a state whose newest event is within the TTL of the view. */
  PRESENT,
  /** The entity never had an event: its values are those of no events. */
  MISSING,
  /**
   * The newest event of the entity is older than the TTL of the view: its values are those of no
   * events.
   */
  EXPIRED
}
