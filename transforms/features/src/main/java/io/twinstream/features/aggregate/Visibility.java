package io.twinstream.features.aggregate;

/** Which events a historical row at time t sees, by their known time. */
public enum Visibility {
  /** Those known before t, and never the row's own event. */
  EXCLUSIVE,
  /** Those known at or before t, but for the row's own event. */
  INCLUSIVE,
  /** Those known before t, and the row's own event. */
  SELF
}
