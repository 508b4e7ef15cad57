package io.twinstream.beam;

/**
 * Which events the row of an event sees, by known time. Live, where the future is not there to be
 * left out, {@link #INCLUSIVE} and {@link #SELF} are the same: what had arrived, and the event.
 */
public enum Rows {
  /** Those known before the event was. */
  EXCLUSIVE,
  /** Those known when the event was or before, the event among them. */
  INCLUSIVE,
  /** Those known before the event was, and the event itself. */
  SELF
}
