package io.twinstream.features.aggregate;

/**
 * The state of one (view, entity): all tiles and other partials. Immutable, because Flink's heap
 * backend and a running snapshot share it. Equal sets of events have equal states and equal bytes.
 */
public final class EntityState {
  private EntityState() {}

  /** The newest event's time, milliseconds since 1970; {@link Long#MIN_VALUE} for the empty set. */
  public long newest() {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * The sum of the tiles' counts over all tables. With {@link #newest}, in this order, it is the
   * version that the online store compares: greater for every greater set of events.
   */
  public long mass() {
    throw new UnsupportedOperationException("not built yet");
  }
}
