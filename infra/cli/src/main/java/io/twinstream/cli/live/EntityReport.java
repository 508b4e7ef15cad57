package io.twinstream.cli.live;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.StateDescription;
import io.twinstream.features.aggregate.StateDescription.TableDescription;
import io.twinstream.features.aggregate.StateDescription.TileDescription;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.text.Durations;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StoredState;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints the stored state of an entity in one view, as text or JSON. */
final class EntityReport {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  private final CompiledView view;
  private final Generation generation;
  private final EntityState state;
  private final StateDescription description;
  private final long asOf;

  /**
   * @param stored null if there is none
   * @param asOf the time of evaluation, in milliseconds since 1970
   */
  EntityReport(CompiledView view, Generation generation, StoredState stored, long asOf) {
    this.view = view;
    this.generation = generation;
    this.state = stored == null ? view.empty() : view.decode(stored.bytes());
    this.description = view.describe(state);
    this.asOf = Math.max(asOf, state.newest());
  }

  /**
   * Refuses to report an entity without a state as never seen if that is unknown.
   *
   * @throws IllegalStateException if the store lost states
   * @throws IllegalArgumentException if the states are of another definition of the view
   */
  static void requireNeverSeen(OnlineStore online, Generation generation, CompiledView view) {
    if (Await.within(ANSWER_LIMIT, online.losses().lostAt(generation)).isPresent()) {
      throw new IllegalStateException(
          "the online store lost states of "
              + generation
              + ": whether the entity was ever seen is not known; see twinstream generations list");
    }
    String own = view.fingerprintText();
    String written =
        Await.within(ANSWER_LIMIT, online.generations().fingerprint(generation)).orElse(own);
    if (!written.equals(own)) {
      throw new IllegalArgumentException(
          "the states of %s were written by definition %s of the view, and this one is %s: pass the"
                  .formatted(generation, written, own)
              + " --definitions that its job runs with");
    }
  }

  void print(PrintWriter out, boolean tiles) {
    out.printf("%s  generation %d%n", view.view().id(), generation.number());
    out.printf("  %s", view.presence(state, asOf));
    if (state.isRow()) {
      out.printf(
          ", order %,d, holds since %s, %d bytes",
          state.order(), description.newest(), description.bytes());
    } else if (!state.isEmpty()) {
      out.printf(
          ", newest event %s, %d bytes, count %d, %d identities",
          description.newest(),
          description.bytes(),
          description.count(),
          description.recentEvents());
    }
    out.printf("%n  features as of %s%n", Instant.ofEpochMilli(asOf));
    features().forEach((name, value) -> out.printf("    %-32s %s%n", name, value));
    if (tiles) {
      description.tables().forEach(table -> print(out, table));
    }
    out.flush();
  }

  private static void print(PrintWriter out, TableDescription table) {
    out.printf(
        "  %s%s%n",
        table.hop().isZero() ? "all events" : "tiles of " + Durations.spell(table.hop()),
        table.filter().isEmpty() ? "" : ", where " + table.filter());
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("from", "events", table.columns()));
    for (TileDescription tile : table.tiles()) {
      String start = tile.start() == null ? "ever" : tile.start().toString();
      rows.add(row(start, Long.toString(tile.count()), tile.partials()));
    }
    int[] widths = new int[rows.get(0).size()];
    rows.forEach(
        row -> {
          for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder("    ").append(pad(row.get(0), widths[0]));
      for (int i = 1; i < widths.length; i++) {
        line.append("  ").append(" ".repeat(widths[i] - row.get(i).length())).append(row.get(i));
      }
      out.println(line);
    }
  }

  private static List<String> row(String start, String count, List<String> partials) {
    List<String> row = new ArrayList<>(List.of(start, count));
    row.addAll(partials);
    return row;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private Map<String, Object> features() {
    Map<String, Object> features = new LinkedHashMap<>();
    FeatureRow row = view.evaluate(state, asOf);
    for (int i = 0; i < row.size(); i++) {
      boolean asHeld = row.type(i).isScalar() && row.type(i) != FeatureType.BYTES;
      Object value = asHeld ? row.value(i) : row.plain(i);
      features.put(view.names().get(i), value);
    }
    return features;
  }

  /** The same as maps, lists, strings and numbers. */
  Map<String, Object> toMap(boolean tiles) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("view", view.view().id());
    map.put("generation", generation.number());
    map.put("status", view.presence(state, asOf).name());
    map.put("newest", state.isEmpty() ? null : description.newest().toString());
    map.put("bytes", state.isEmpty() ? 0 : description.bytes());
    map.put("count", description.count());
    map.put("as_of", Instant.ofEpochMilli(asOf).toString());
    map.put("features", features());
    if (tiles) {
      map.put("tables", description.tables().stream().map(EntityReport::toMap).toList());
    }
    return map;
  }

  private static Map<String, Object> toMap(TableDescription table) {
    List<Map<String, Object>> tiles = new ArrayList<>();
    for (TileDescription tile : table.tiles()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("start", tile.start() == null ? null : tile.start().toString());
      map.put("count", tile.count());
      map.put("partials", tile.partials());
      tiles.add(map);
    }
    return Map.of(
        "hop", table.hop().toString(),
        "filter", table.filter(),
        "columns", table.columns(),
        "tiles", tiles);
  }
}
