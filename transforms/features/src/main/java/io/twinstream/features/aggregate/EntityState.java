package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Tiles;

/**
 * The state of one (view, entity): all tiles and other partials. Immutable, because Flink's heap
 * backend and a running snapshot share it. Equal sets of events have equal states and equal bytes.
 */
public final class EntityState {
  private final long newest;
  private final long mass;
  private final long[] recent;
  private final Tiles[] tables;

  EntityState(long newest, long mass, long[] recent, Tiles[] tables) {
    this.newest = newest;
    this.mass = mass;
    this.recent = recent;
    this.tables = tables;
  }

  /** The newest event's time, milliseconds since 1970; {@link Long#MIN_VALUE} for the empty set. */
  public long newest() {
    return newest;
  }

  /**
   * The sum of the tiles' counts over all tables. With {@link #newest}, in this order, it is the
   * version that the online store compares: never less for a greater set of events, and greater if
   * the two sets have different bytes.
   */
  public long mass() {
    return mass;
  }

  /** Whether it is the state of the empty set. */
  public boolean isEmpty() {
    return newest == Long.MIN_VALUE;
  }

  long[] recent() {
    return recent;
  }

  Tiles[] tables() {
    return tables;
  }
}
