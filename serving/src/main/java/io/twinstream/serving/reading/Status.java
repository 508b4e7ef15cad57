package io.twinstream.serving.reading;

/**
 * What stands behind the values of a view. The first that holds is told, in the order of
 * declaration; the age tells a stale card that was never seen from one that was.
 */
public enum Status {
  /** The stored layout is not the one defined, or nothing is known or was lost: no values. */
  ERROR,
  /** The pipeline is behind the view's freshness, or states were lost: values may lack events. */
  STALE,
  /** Never seen: the values of the empty set. */
  MISSING,
  /** The newest event is older than the view's time to live: the values of the empty set. */
  EXPIRED,
  /** Values of a state that the pipeline keeps up to date. */
  PRESENT
}
