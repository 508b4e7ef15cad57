package io.twinstream.features.aggregate;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.twinstream.features.definition.Window;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The worked table of window edges, {@code window-edges.csv}: one event, one instant, and whether
 * the window sees the one as of the other. Every path that computes features is tested on it.
 */
public final class WindowEdges {
  /**
   * One edge. Times are milliseconds since 1970.
   *
   * @param name what it shows
   */
  public record Edge(
      String name, Window window, Duration resolution, long eventTs, long asOf, boolean seen) {
    @Override
    public String toString() {
      return name;
    }
  }

  private WindowEdges() {}

  public static List<Edge> all() {
    try (InputStream in = WindowEdges.class.getResourceAsStream("/window-edges.csv");
        CsvReader<NamedCsvRecord> csv =
            CsvReader.builder()
                .ofNamedCsvRecord(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return csv.stream().map(WindowEdges::edge).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Edge edge(NamedCsvRecord row) {
    Duration width = millis(row, "width_ms");
    Duration hop = millis(row, "hop_ms");
    Window window =
        switch (row.getField("window")) {
          case "sliding" -> Window.sliding(width, hop);
          case "delayed" -> Window.delayed(width, hop, millis(row, "delay_ms"));
          case "tumbling" -> Window.tumbling(width);
          case "previous" -> Window.previousTumbling(width);
          case "lifetime" -> Window.lifetime();
          default -> throw new IllegalArgumentException(row.toString());
        };
    return new Edge(
        row.getField("case"),
        window,
        millis(row, "resolution_ms"),
        Long.parseLong(row.getField("event_ts")),
        Long.parseLong(row.getField("as_of")),
        Boolean.parseBoolean(row.getField("seen")));
  }

  private static Duration millis(NamedCsvRecord row, String field) {
    return Duration.ofMillis(Long.parseLong(row.getField(field)));
  }
}
