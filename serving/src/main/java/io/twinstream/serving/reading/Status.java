package io.twinstream.serving.reading;

/**
 * The status of the values of a view: the first in order of declaration that applies. For a stale
 * view, the age shows whether the entity had events.
 */
public enum Status {
  /**
   * No values, because the stored layout differs from the defined one, or the state is unknown or
   * lost.
   */
  ERROR,
  /**
   * The pipeline is further behind than the view's freshness, or states were lost: values may lack
   * events.
   */
  STALE,
  /** The entity has no events: its values are those of an empty state. */
  MISSING,
  /** The newest event is older than the view's TTL: the values are those of an empty state. */
  EXPIRED,
  /** The values of a state that the pipeline keeps up to date. */
  PRESENT
}
