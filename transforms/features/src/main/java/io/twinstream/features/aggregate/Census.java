package io.twinstream.features.aggregate;

import io.twinstream.features.definition.Schema;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table that counts all events which the other tables of a view may see, and holds nothing else.
 *
 * <p>The identities of recent events are part of a state whether or not a filter takes the events.
 * So that whatever an event changes comes with a count, some table without a filter must see every
 * event that any table may see: this one, where the view has no such table.
 */
final class Census {
  /** How many tiles the reach has: it is exact to one. */
  private static final int TILES = 4;

  private Census() {}

  /** The census of tables; empty if those without a filter are one. */
  static Optional<TableBuilder> of(Schema schema, Collection<TableBuilder> tables) {
    List<TileRange> ranges = ranges(tables.stream());
    List<TileRange> counted = ranges(tables.stream().filter(TableBuilder::isUnfiltered));
    if (ranges.stream().allMatch(range -> counted.stream().anyMatch(c -> c.covers(range)))) {
      return Optional.empty();
    }
    long reach = TileRange.reach(ranges);
    long hop = reach < 0 ? 0 : (reach + TILES - 1) / TILES;
    TableBuilder census = new TableBuilder(schema, tables.size(), hop, "", null);
    census.window(hop == 0 ? new TileRange.Lifetime() : new TileRange.Sliding(reach + hop, hop));
    return Optional.of(census);
  }

  /** The least time of an event that makes a difference beside the newest one. */
  static long oldest(Table[] census, long newest) {
    long oldest = Long.MAX_VALUE;
    for (Table table : census) {
      oldest = Math.min(oldest, table.oldest(newest));
    }
    return oldest;
  }

  private static List<TileRange> ranges(Stream<TableBuilder> tables) {
    return tables.flatMap(table -> table.ranges().stream()).toList();
  }

  /**
   * The tables of which one or another sees whatever any table sees.
   *
   * @param all the tables of a view, with its census
   */
  static Table[] of(Table[] all) {
    for (Table table : all) {
      if (table.isUnfiltered() && Arrays.stream(all).allMatch(table::covers)) {
        return new Table[] {table};
      }
    }
    return Arrays.stream(all).filter(Table::isUnfiltered).toArray(Table[]::new);
  }
}
