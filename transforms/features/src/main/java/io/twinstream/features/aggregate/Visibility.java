package io.twinstream.features.aggregate;

/**
 * Which events a historical row at time t sees, by the known time of the events. A row that names
 * an event by its id never sees that event.
 */
public enum Visibility {
  /** Events known before t. */
  EXCLUSIVE,
  /** Events known at or before t. */
  INCLUSIVE,
  /** Events known before t, and the row's own event. */
  SELF
}
