package io.twinstream.local.simulation;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Writes records as JSON lines, {@code SOURCE/SOURCE.jsonl}, and labelled rows, whose JSON is flat,
 * as CSV, {@code labelled/labelled.csv}.
 */
public final class SimulatedFiles implements Consumer<SimulatedRecord>, AutoCloseable {
  /** Numbers keep their digits. */
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  private final Path folder;
  private final Map<String, OutputStream> files = new TreeMap<>();
  private final Map<String, Long> counts = new TreeMap<>();

  /**
   * @param folder is created; must not have a history already
   */
  public SimulatedFiles(Path folder) {
    this.folder = folder;
  }

  @Override
  public void accept(SimulatedRecord record) {
    try {
      boolean rows = record.source().equals(Simulation.LABELLED);
      JsonNode row = rows ? JSON.readTree(record.payload()) : null;
      OutputStream file = files.get(record.source());
      if (file == null) {
        file = open(record.source(), rows ? ".csv" : ".jsonl");
        files.put(record.source(), file);
        if (rows) {
          file.write(bytes(String.join(",", names(row)) + "\n"));
        }
      }
      file.write(rows ? bytes(values(row)) : record.payload());
      file.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
    }
    counts.merge(record.source(), 1L, Long::sum);
  }

  private static List<String> names(JsonNode row) {
    List<String> names = new ArrayList<>();
    row.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** No value of a simulation needs quotes. */
  private static String values(JsonNode row) {
    List<String> values = new ArrayList<>();
    row.forEach(value -> values.add(value.asText()));
    return String.join(",", values);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private OutputStream open(String source, String ending) throws IOException {
    Path file = folder.resolve(source).resolve(source + ending);
    if (Files.exists(file)) {
      throw new IllegalArgumentException(
          file + " exists; name another folder, or delete this one first");
    }
    Files.createDirectories(file.getParent());
    return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  }

  /** The number of records by source. */
  public Map<String, Long> counts() {
    return Map.copyOf(counts);
  }

  @Override
  public void close() {
    for (OutputStream file : files.values()) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
      }
    }
  }
}
