package io.twinstream.features.aggregate;

/**
 * Which events a historical row at time t sees, by their known time. A row that names an event by
 * its id never sees that one, whenever it was known.
 */
public enum Visibility {
  /** Those known before t. */
  EXCLUSIVE,
  /** Those known at or before t. */
  INCLUSIVE,
  /** Those known before t, and the row itself as an event. */
  SELF
}
