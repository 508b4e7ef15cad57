package io.twinstream.beam;

/** How the events of a pipeline arrive: the one thing that differs between its two streams. */
public enum Mode {
  /** Unbounded, in no order: states are updated on arrival and emitted at once. */
  LIVE,
  /** Bounded and complete: events are replayed per entity in the order of known time. */
  HISTORY
}
