package io.twinstream.offline.log.trainingset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.twinstream.features.files.FileTree;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.file.ParquetFiles;
import io.twinstream.offline.log.history.ParquetRows;
import io.twinstream.offline.log.parquet.ParquetColumns;
import io.twinstream.offline.log.table.SplitRule;
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
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;

/**
 * Counts the content of a training set.
 *
 * @param rows the number of rows
 * @param parts the number of rows of each split; empty if it is not split
 * @param nulls the number of rows without a value, by feature
 * @param differing the number of values that differ from those by known time, by feature; empty
 *     unless the training set was computed with events known when they happened
 */
public record TrainingReport(
    long rows, Map<String, Long> parts, Map<String, Long> nulls, Map<String, Long> differing) {
  /** Its name in the folder of the training set; readers skip names with an underscore. */
  public static final String FILE = "_report.json";

  /** Counts the rows below a folder, using the footers of its files. */
  public static TrainingReport of(
      Path folder, List<String> features, Optional<SplitRule> split, Map<String, Long> differing) {
    Map<String, Long> parts = new LinkedHashMap<>();
    split.ifPresent(rule -> rule.parts().forEach(part -> parts.put(part, 0L)));
    Map<String, Long> nulls = new LinkedHashMap<>();
    features.forEach(feature -> nulls.put(feature, 0L));
    long rows = 0;
    for (Path file : files(folder)) {
      rows += count(file, nulls);
      if (split.isPresent()) {
        countParts(file, parts);
      }
    }
    return new TrainingReport(rows, parts, nulls, differing);
  }

  private static List<Path> files(Path folder) {
    try {
      return FileTree.files(folder).stream()
          .filter(file -> FileTree.isData(folder.relativize(file)))
          .filter(file -> file.toString().endsWith(".parquet"))
          .toList();
    } catch (IOException e) {
      throw new HistoryException("cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  private static long count(Path file, Map<String, Long> nulls) {
    try (ParquetFileReader reader = ParquetFiles.open(file)) {
      for (BlockMetaData group : reader.getRowGroups()) {
        for (ColumnChunkMetaData column : group.getColumns()) {
          nulls.computeIfPresent(
              column.getPath().toDotString(),
              (name, count) -> count + column.getStatistics().getNumNulls());
        }
      }
      return reader.getRecordCount();
    } catch (IOException e) {
      throw ParquetFiles.damaged(file.toString(), e);
    }
  }

  private static void countParts(Path file, Map<String, Long> parts) {
    for (HistoryInputSplit group : ParquetFiles.splits(file.toString(), file)) {
      try (ParquetRows rows = ParquetRows.open(group)) {
        rows.select(SplitRule.COLUMN::equals);
        var part = (ParquetColumns.Text) rows.column(SplitRule.COLUMN);
        while (rows.next()) {
          parts.merge(part.text(), 1L, Long::sum);
        }
      }
    }
  }

  /** Writes the report as JSON next to the rows. */
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

  /** Returns the lines of the report for a reader. */
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
      lines.add(format("  %,d values differ from those by known time", values));
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
