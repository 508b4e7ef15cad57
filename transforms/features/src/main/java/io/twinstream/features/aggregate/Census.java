package io.twinstream.features.aggregate;

import io.twinstream.features.definition.Schema;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A tile table that only counts events. It covers every event that any other table of the view may
 * see.
 *
 * <p>The identities of recent events are part of a state whether or not a filter accepts the
 * events. The version of a state must rise with every change, so some table without a filter must
 * count every event that any table may see. If a view has no such table, it gets this one.
 */
final class Census {
  /** The number of tiles that the reach is divided into. The reach is exact to one tile. */
  private static final int TILES = 4;

  private Census() {}

  /**
   * Returns the census of these tables, or empty if the tables without a filter already cover all
   * others.
   */
  static Optional<TableBuilder> of(Schema schema, Collection<TableBuilder> tables) {
    List<TileRange> ranges = ranges(tables.stream());
    List<TileRange> counted = ranges(tables.stream().filter(TableBuilder::isUnfiltered));
    if (ranges.stream().allMatch(range -> counted.stream().anyMatch(c -> c.covers(range)))) {
      return Optional.empty();
    }
    long reach = TileRange.reach(ranges);
    long hop = reach < 0 ? 0 : (reach + TILES - 1) / TILES;
    TableBuilder census = new TableBuilder(schema, tables.size(), new Tiling.Fixed(hop), "", null);
    census.window(hop == 0 ? new TileRange.Lifetime() : new TileRange.Sliding(reach + hop, hop));
    return Optional.of(census);
  }

  /** Returns the earliest time of an event that can still change a state with this newest event. */
  static long oldest(TileTable[] census, long newest) {
    long oldest = Long.MAX_VALUE;
    for (TileTable table : census) {
      oldest = Math.min(oldest, table.oldest(newest));
    }
    return oldest;
  }

  private static List<TileRange> ranges(Stream<TableBuilder> tables) {
    return tables.flatMap(table -> table.ranges().stream()).toList();
  }

  /**
   * Selects tables that together see every event that any table of the view sees.
   *
   * @param all the tables of a view, with its census
   */
  static TileTable[] of(TileTable[] all) {
    for (TileTable table : all) {
      if (table.isUnfiltered() && Arrays.stream(all).allMatch(table::covers)) {
        return new TileTable[] {table};
      }
    }
    return Arrays.stream(all).filter(TileTable::isUnfiltered).toArray(TileTable[]::new);
  }
}
