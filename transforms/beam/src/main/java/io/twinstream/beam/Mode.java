package io.twinstream.beam;

/** How the events of a pipeline arrive. */
public enum Mode {
  /**
   * Unbounded and unordered: each event updates a state on arrival, and the state is emitted at
   * once.
   */
  LIVE,
  /** Bounded and complete: events are replayed per entity in the order of known time. */
  HISTORY
}
