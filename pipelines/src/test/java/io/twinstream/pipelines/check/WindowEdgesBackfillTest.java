package io.twinstream.pipelines.check;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.WindowEdges;
import io.twinstream.features.definition.Window;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.pipelines.Backfill;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the table of window edges with the backfill job and with SQL. In the job, each edge is an
 * entity with two events: one at the edge, and a later known one at the as-of instant, whose
 * exclusive row sees the first or not.
 */
class WindowEdgesBackfillTest {
  private static final List<WindowEdges.Edge> EDGES = WindowEdges.all();

  @TempDir Path folder;

  @Test
  void rowsSeeWhatTheTableSays() throws Exception {
    Path output = folder.resolve("rows");
    Backfill.run(
        List.of(
            "--definitions=" + definitions(),
            "--history=exact=" + history(1),
            "--history=seconds=" + history(1_000),
            "--rows=exclusive",
            "--output=" + output,
            "--flinkMaster=[local]",
            "--parallelism=1"));
    Map<String, Object> seen = new TreeMap<>();
    try (DuckDb duck = new DuckDb()) {
      for (int i = 0; i < EDGES.size(); i++) {
        String view = sourceOf(EDGES.get(i)) + "_edges@1";
        List<Map<String, Object>> probe =
            duck.query(
                "SELECT epoch_ms(_as_of) AS as_of, edge_%d AS seen FROM %s WHERE _event_id = '%s'"
                    .formatted(i, DuckDbTables.rows(output.resolve(view)), "probe" + i));
        assertThat(probe.size(), is(1));
        assertThat(probe.get(0).get("as_of"), is(EDGES.get(i).asOf()));
        seen.put(EDGES.get(i).name(), probe.get(0).get("seen"));
      }
    }
    assertThat(seen, is(table(1L, 0L)));
  }

  @Test
  void sqlSeesWhatTheTableSays() throws Exception {
    Path csv = folder.resolve("window-edges.csv");
    try (InputStream in = WindowEdges.class.getResourceAsStream("/window-edges.csv")) {
      Files.copy(in, csv);
    }
    Map<String, Object> seen = new TreeMap<>();
    try (DuckDb duck = new DuckDb()) {
      duck.set("file", csv)
          .ask("window-edges.sql")
          .forEach(row -> seen.put((String) row.get("edge"), row.get("in_window")));
    }
    assertThat(seen.size(), greaterThanOrEqualTo(10));
    assertThat(seen, is(table(true, false)));
  }

  private static Map<String, Object> table(Object seen, Object unseen) {
    Map<String, Object> table = new TreeMap<>();
    EDGES.forEach(edge -> table.put(edge.name(), edge.seen() ? seen : unseen));
    return table;
  }

  private static String sourceOf(WindowEdges.Edge edge) {
    return edge.resolution().toMillis() == 1 ? "exact" : "seconds";
  }

  /**
   * The events of one source: for each edge the event at the edge, and the one whose row is
   * checked.
   */
  private Path history(long resolution) throws Exception {
    List<String> lines = new ArrayList<>(List.of("id,edge,time,known_at"));
    for (int i = 0; i < EDGES.size(); i++) {
      WindowEdges.Edge edge = EDGES.get(i);
      if (edge.resolution().toMillis() == resolution) {
        long asOf = edge.asOf();
        lines.add("event%d,%d,%d,%d".formatted(i, i, edge.eventTs(), edge.eventTs()));
        lines.add("probe%d,%d,%d,%d".formatted(i, i, asOf, asOf + 1));
      }
    }
    return Files.write(folder.resolve("events_" + resolution + ".csv"), lines);
  }

  /** A source and a view for each resolution, and an aggregation for each edge. */
  private Path definitions() throws Exception {
    StringBuilder yaml =
        new StringBuilder(
            """
            project: edges
            max_state_size: 1GiB
            entities: {edge: {key: edge}}
            sources:
            """);
    yaml.append(source("exact", "1ms")).append(source("seconds", "1s")).append("views:\n");
    for (String source : List.of("exact", "seconds")) {
      yaml.append("  %s_edges@1:\n".formatted(source))
          .append("    {entity: edge, source: %s, aggregations: [\n".formatted(source));
      for (int i = 0; i < EDGES.size(); i++) {
        if (sourceOf(EDGES.get(i)).equals(source)) {
          String window = window(EDGES.get(i).window());
          yaml.append("      {name: edge_%d, function: count, %s},\n".formatted(i, window));
        }
      }
      yaml.append("    ]}\n");
    }
    return Files.writeString(folder.resolve("edges.yaml"), yaml);
  }

  private static String source(String name, String resolution) {
    return """
      %s:
        event_time: time
        event_id: id
        resolution: %s
        fields: {id: string, edge: string, time: timestamp}
        history: {format: csv, known: known_at}
    """
        .formatted(name, resolution);
  }

  private static String window(Window window) {
    long width = window.width().toMillis();
    return switch (window.shape()) {
      case SLIDING ->
          "windows: %dms, hop: %dms, delay: %dms"
              .formatted(width, window.hop().toMillis(), window.delay().toMillis());
      case TUMBLING ->
          "windows: {tumbling: %dms, previous: %s}".formatted(width, window.previous());
      case LIFETIME -> "windows: lifetime";
      case CALENDAR, LAST, SESSION, SERIES ->
          throw new IllegalArgumentException("not in the table: " + window);
    };
  }
}
