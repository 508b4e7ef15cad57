package io.twinstream.features.aggregate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A state in readable form.
 *
 * @param newest the time of the newest event; null for no events
 * @param count the count of the state
 * @param bytes the length of the canonical bytes
 * @param recentEvents the number of identities of recent events
 * @param tables the tile tables, or the row of a table
 */
public record StateDescription(
    Instant newest, long count, int bytes, int recentEvents, List<TableDescription> tables) {

  static StateDescription of(EntityState state, int bytes, List<TableDescription> tables) {
    Instant newest = state.isEmpty() ? null : Instant.ofEpochMilli(state.newest());
    return new StateDescription(newest, state.count(), bytes, state.recent().length / 2, tables);
  }

  /**
   * A tile table: the tiles of one hop and filter.
   *
   * @param hop the length of the tiles; zero for one tile that holds everything
   * @param filter the filter of the events; empty for all events
   * @param columns labels of the partial aggregates of a tile
   * @param tiles in ascending order of start
   */
  public record TableDescription(
      Duration hop, String filter, List<String> columns, List<TileDescription> tiles) {}

  /**
   * One tile.
   *
   * @param start its first instant; null for the tile that holds everything
   * @param count the number of its events
   * @param partials one value per column of the table
   */
  public record TileDescription(Instant start, long count, List<String> partials) {}
}
