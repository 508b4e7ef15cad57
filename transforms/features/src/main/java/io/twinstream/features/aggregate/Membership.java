package io.twinstream.features.aggregate;

/** Whether a state holds an event. */
public enum Membership {
  /** The state holds the event. */
  HELD,
  /** The state does not hold the event, or the event is too old to matter. */
  ABSENT,
  /** The event is older than every identity that the state carries, so the state cannot decide. */
  UNDECIDED
}
