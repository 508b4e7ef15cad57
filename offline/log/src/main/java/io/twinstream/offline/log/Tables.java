package io.twinstream.offline.log;

import io.twinstream.features.definition.HistoryMapping.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;

/** DuckDB's view of the tables that {@link TableWriter} writes. */
public final class Tables {
  private static final String POSITION = "_origin, _partition, _offset";
  private static final String NEWEST = POSITION + ", _as_of DESC, _mass DESC";

  private Tables() {}

  /** Whether there is any file of the table. */
  public static boolean exists(Path directory) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    return Listing.below(directory, 2).stream().anyMatch(Tables::isPart);
  }

  /** The folders of a table, by date. */
  static List<Path> folders(Path table) throws IOException {
    try (Stream<Path> found = Files.list(table)) {
      return found
          .filter(path -> path.getFileName().toString().startsWith(TableLayout.DATE + "="))
          .sorted()
          .toList();
    }
  }

  /** The files in a folder of a table that readers are to see. */
  static List<Path> files(Path folder) throws IOException {
    List<Path> listed;
    try (Stream<Path> found = Files.list(folder)) {
      listed = found.filter(Tables::isPart).sorted().toList();
    }
    return Replacements.drop(listed);
  }

  /** SQL of the list of a table's files; a pattern that finds none if there are none. */
  private static String list(Path table) {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(table)) {
      try {
        for (Path folder : folders(table)) {
          files.addAll(files(folder));
        }
      } catch (IOException e) {
        throw new HistoryException("cannot list " + table + ": " + e.getMessage(), e);
      }
    }
    return files.isEmpty()
        ? Duck.literal(table + "/" + TableLayout.DATE + "=*/part-*.parquet")
        : list(files);
  }

  private static String list(List<Path> files) {
    return files.stream()
        .map(file -> Duck.literal(file.toString()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static boolean isPart(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("part-") && name.endsWith(".parquet");
  }

  /** Whether a path is an archive that {@link EventTable} has written. */
  public static boolean isArchive(String path) {
    return isOfKind(path, EventTable.KIND);
  }

  /** Whether a path is a table of features that {@link FeatureTable} has written. */
  public static boolean isFeatures(String path) {
    return isOfKind(path, FeatureTable.KIND);
  }

  private static boolean isOfKind(String path, String kind) {
    if (!exists(Path.of(path))) {
      return false;
    }
    Path file = HistoryFiles.first(Format.PARQUET, path);
    try (ParquetFileReader reader = ParquetFiles.open(file)) {
      return kind.equals(reader.getFileMetaData().getKeyValueMetaData().get(TableLayout.KIND));
    } catch (IOException e) {
      throw ParquetFiles.damaged(file.toString(), e);
    }
  }

  /** SQL of all rows of a table, with those that were written twice; with {@code event_date}. */
  public static String rows(Path directory) {
    return read(list(directory));
  }

  /** SQL of all rows of some of a table's files. */
  static String rows(List<Path> files) {
    return read(list(files));
  }

  private static String read(String files) {
    return "(SELECT * FROM read_parquet("
        + files
        + ", union_by_name = true, hive_partitioning = true,"
        + " hive_types = {'event_date': DATE}))";
  }

  /** SQL of the events or dead letters of a table, one row per position. */
  public static String distinctRows(Path directory) {
    return distinct(rows(directory), POSITION);
  }

  /** SQL of the feature rows of a table: of each position the one of the greatest state. */
  public static String newestRows(Path directory) {
    return newestRows(directory, "true");
  }

  /**
   * The same of those that fulfil a condition.
   *
   * @param where of things that all rows of a position share
   */
  public static String newestRows(Path directory, String where) {
    return distinct("(SELECT * FROM " + rows(directory) + " WHERE " + where + ")", NEWEST);
  }

  /** The same of some of a table's files. */
  static String newestRows(List<Path> files) {
    return distinct(rows(files), NEWEST);
  }

  private static String distinct(String rows, String order) {
    return "(SELECT DISTINCT ON (" + POSITION + ") * FROM " + rows + " ORDER BY " + order + ")";
  }
}
