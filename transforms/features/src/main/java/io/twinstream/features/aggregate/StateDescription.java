package io.twinstream.features.aggregate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A state for people to read.
 *
 * @param newest the newest event's time; null for the empty set
 * @param mass the sum of the tiles' counts
 * @param bytes how long its canonical form is
 * @param recentEvents how many identities it carries
 * @param tables its tiles
 */
public record StateDescription(
    Instant newest, long mass, int bytes, int recentEvents, List<TableDescription> tables) {

  /**
   * The tiles of one hop and filter.
   *
   * @param hop the tiles' length; zero for one tile that holds everything
   * @param filter which events count; empty for all
   * @param columns what the partials of a tile are
   * @param tiles ascending by start
   */
  public record TableDescription(
      Duration hop, String filter, List<String> columns, List<TileDescription> tiles) {}

  /**
   * One tile.
   *
   * @param start its first instant; null for the tile that holds everything
   * @param count of its events
   * @param partials one for each column of the table
   */
  public record TileDescription(Instant start, long count, List<String> partials) {}
}
