package io.twinstream.offline.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is in a training set.
 *
 * @param rows how many
 * @param parts how many rows each part of the split has; empty if it is not split
 * @param nulls how many rows have no value, by feature
 * @param differing how many values are not those of known time, by feature; empty unless events
 *     were taken as known when they happened
 */
public record TrainingReport(
    long rows, Map<String, Long> parts, Map<String, Long> nulls, Map<String, Long> differing) {
  /** Its name in the folder of the training set; readers pass over names with an underscore. */
  public static final String FILE = "_report.json";

  /** Counts the rows below a folder. */
  public static TrainingReport of(
      Path folder, List<String> features, Optional<SplitRule> split, Map<String, Long> differing) {
    String files =
        "read_parquet('"
            + (folder + "/**/*.parquet").replace("'", "''")
            + "', union_by_name = true)";
    Map<String, Long> parts = new LinkedHashMap<>();
    Map<String, Long> nulls = new LinkedHashMap<>();
    long[] rows = new long[1];
    if (hasFiles(folder)) {
      try (Duck duck = new Duck()) {
        StringBuilder sql = new StringBuilder("SELECT count(*)");
        features.forEach(
            name -> sql.append(", count(*) - count(").append(Duck.quote(name)).append(')'));
        duck.query(
            sql + " FROM " + files,
            row -> {
              rows[0] = row.getLong(1);
              for (int i = 0; i < features.size(); i++) {
                nulls.put(features.get(i), row.getLong(i + 2));
              }
            });
        for (String part : split.map(SplitRule::parts).orElse(List.of())) {
          parts.put(
              part,
              duck.number(
                  "SELECT count(*) FROM "
                      + files
                      + " WHERE "
                      + SplitRule.COLUMN
                      + " = '"
                      + part
                      + "'"));
        }
      }
    }
    return new TrainingReport(rows[0], parts, nulls, differing);
  }

  private static boolean hasFiles(Path folder) {
    try (var files = Files.walk(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".parquet"));
    } catch (IOException e) {
      throw new HistoryException("cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Writes it as JSON beside the rows. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeNumberField("rows", rows);
      write(json, "parts", parts);
      write(json, "nulls", nulls);
      write(json, "as_occurred_differs", differing);
      json.writeEndObject();
    }
    Files.writeString(folder.resolve(FILE), text + "\n");
  }

  private static void write(JsonGenerator json, String name, Map<String, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }

  /** For people to read. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(format("training set: %,d rows, %,d features", rows, nulls.size()));
    parts.forEach((part, count) -> lines.add(format("  %s: %,d rows", part, count)));
    List<String> empty = new ArrayList<>();
    nulls.forEach(
        (name, count) -> {
          if (count > 0) {
            empty.add(format("%s %.1f %%", name, 100.0 * count / rows));
          }
        });
    if (!empty.isEmpty()) {
      lines.add("  without a value: " + String.join(", ", empty));
    }
    if (!differing.isEmpty()) {
      long values = differing.values().stream().mapToLong(Long::longValue).sum();
      lines.add(format("  %,d values are not those of known time", values));
      differing.forEach(
          (name, count) -> {
            if (count > 0) {
              lines.add(format("    %s: %,d", name, count));
            }
          });
    }
    return lines;
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
