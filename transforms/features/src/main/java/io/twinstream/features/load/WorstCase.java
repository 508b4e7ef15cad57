package io.twinstream.features.load;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Function;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The maximal size of the state of one entity in a view, whatever the events.
 *
 * <p>Aggregations with the same hop and filter share a tile table. A table has as many tiles as its
 * longest window sees: {@code W/h + 1}; with a delay {@code (W+d)/h + 2}; 1 or 2 for tumbling
 * windows; 1 for lifetime. A tile takes 16 bytes for its index and count. Each partial aggregate
 * that its aggregations need adds once: 8 for the count of values of a field, 16 for its sum, 24
 * for its sum of squares, 8 for a least or greatest value, 8 for a first or last time, 16 and two
 * texts of {@link #TEXT_BYTES} for a first or last value, {@code 8 * (cap + 1)} for distinct
 * values. Each recent identity adds 16 bytes. If filters may hide events from all tables, up to six
 * tiles that only count are added. Encoded states are smaller, since most numbers take fewer bytes.
 *
 * @param tiles the number of tiles in all tables
 * @param bytes the size of all tables and of the recent identities
 */
public record WorstCase(long tiles, long bytes) {
  /** The assumed length of text. */
  public static final int TEXT_BYTES = 64;

  private static final int TILE_BYTES = 16;
  private static final int IDENTITY_BYTES = 16;
  private static final int CENSUS_TILES = 6;

  /** Aggregations with the same key share tiles. */
  private record Table(long hop, String filter) {}

  /** Returns the worst case of a view. */
  public static WorstCase of(View view) {
    Map<Table, Long> tiles = new HashMap<>();
    Map<Table, Map<String, Long>> partials = new HashMap<>();
    for (Aggregation aggregation : view.aggregations()) {
      Table table =
          new Table(aggregation.window().hop().toMillis(), aggregation.filter().orElse(""));
      tiles.merge(table, tiles(aggregation.window()), Math::max);
      partials.computeIfAbsent(table, t -> new HashMap<>()).putAll(partials(aggregation));
    }
    long allTiles = 0;
    long allBytes = (long) IDENTITY_BYTES * view.recentIdentities();
    for (Table table : tiles.keySet()) {
      long perTile = TILE_BYTES;
      for (long bytes : partials.get(table).values()) {
        perTile += bytes;
      }
      allTiles += tiles.get(table);
      allBytes += tiles.get(table) * perTile;
    }
    if (mayHaveCensus(view)) {
      allTiles += CENSUS_TILES;
      allBytes += CENSUS_TILES * TILE_BYTES;
    }
    return new WorstCase(allTiles, allBytes);
  }

  /** Reports whether a window with a filter may see further back than those without one. */
  private static boolean mayHaveCensus(View view) {
    List<Window> counted =
        view.aggregations().stream()
            .filter(aggregation -> aggregation.filter().isEmpty())
            .map(Aggregation::window)
            .toList();
    return view.recentIdentities() > 0
        && !counted.contains(Window.lifetime())
        && view.aggregations().stream()
            .filter(aggregation -> aggregation.filter().isPresent())
            .anyMatch(aggregation -> !counted.contains(aggregation.window()));
  }

  private static long tiles(Window window) {
    return switch (window.shape()) {
      case LIFETIME -> 1;
      case TUMBLING -> window.previous() ? 2 : 1;
      case SLIDING ->
          window.delay().isZero()
              ? window.width().dividedBy(window.hop()) + 1
              : window.width().plus(window.delay()).dividedBy(window.hop()) + 2;
    };
  }

  /** Returns bytes per tile by partial aggregate; aggregations of a table share equal ones. */
  private static Map<String, Long> partials(Aggregation aggregation) {
    String field = aggregation.field().orElse("");
    Map<String, Long> partials = new HashMap<>();
    if (!field.isEmpty() && aggregation.function() != Function.DISTINCT) {
      partials.put("values " + field, 8L);
    }
    switch (aggregation.function()) {
      case COUNT -> {}
      case SUM, MEAN -> partials.put("sum " + field, 16L);
      case VARIANCE, STDDEV -> {
        partials.put("sum " + field, 16L);
        partials.put("squares " + field, 24L);
      }
      case MIN, MAX -> partials.put(aggregation.function() + " " + field, 8L);
      case FIRST, LAST -> partials.put(aggregation.function() + " " + field, 16L + 2L * TEXT_BYTES);
      case DISTINCT ->
          partials.put("distinct " + field + " " + aggregation.cap(), 8L * (aggregation.cap() + 1));
      case TIME_SINCE_FIRST, TIME_SINCE_LAST -> partials.put(aggregation.function().toString(), 8L);
    }
    return partials;
  }
}
