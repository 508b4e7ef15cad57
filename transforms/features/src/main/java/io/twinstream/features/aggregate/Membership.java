package io.twinstream.features.aggregate;

/** Whether an event is in a state. */
public enum Membership {
  /** It is. */
  HELD,
  /** It is not, or it is too old to matter. */
  ABSENT,
  /** It is older than every identity that the state carries, so nobody can tell. */
  UNDECIDED
}
