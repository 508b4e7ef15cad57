package io.twinstream.offline.log.archive;

import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.files.FilePaths;
import io.twinstream.features.files.FileTree;
import io.twinstream.features.files.IncompleteFolder;
import io.twinstream.features.files.Replacements;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.ParquetFiles;
import io.twinstream.offline.log.lake.Lake;
import io.twinstream.offline.log.table.AnswerLogTable;
import io.twinstream.offline.log.table.EventTable;
import io.twinstream.offline.log.table.FeatureTable;
import io.twinstream.offline.log.table.SkippedTable;
import io.twinstream.offline.log.table.TableLayout;
import io.twinstream.offline.log.table.TableWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.parquet.hadoop.ParquetFileReader;

/** Builds the SQL with which DuckDB reads the tables that {@link TableWriter} writes. */
public final class DuckDbTables {
  private static final String POSITION = "_origin, _partition, _offset";

  /**
   * By kind of table: rows of one position that differ in these columns are of different records.
   */
  private static final Map<String, String> CONTENT =
      Map.of(
          EventTable.KIND, "_identity",
          DeadLetterTable.KIND, "source, size, sha256, hash(payload)",
          FeatureTable.KIND, "_event_id, _ts",
          AnswerLogTable.KIND, "service, event, model, shadow",
          SkippedTable.KIND, "_first");

  private DuckDbTables() {}

  /** Reports whether the table has any file. */
  public static boolean exists(Path directory) {
    if (FilePaths.isLocal(directory) && !Files.isDirectory(directory)) {
      return false;
    }
    try {
      IncompleteFolder.refuse(directory);
      return FileTree.files(directory, 2).stream().anyMatch(DuckDbTables::isPart);
    } catch (IOException e) {
      throw new HistoryException("cannot list " + directory + ": " + e.getMessage(), e);
    }
  }

  /** Returns the folders of a table, by date. */
  public static List<Path> folders(Path table) throws IOException {
    return FileTree.folders(table, 1).stream()
        .filter(path -> path.getFileName().toString().startsWith(TableLayout.DATE + "="))
        .toList();
  }

  /** Returns the files in a folder of a table that are visible to readers. */
  public static List<Path> files(Path folder) throws IOException {
    return Replacements.drop(
        FileTree.files(folder, 1).stream().filter(DuckDbTables::isPart).toList());
  }

  /** Returns the files of a table that readers see. */
  static List<Path> allFiles(Path table) {
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
    return files;
  }

  /**
   * Returns the SQL of the list of a table's files; without files, a pattern that matches nothing.
   */
  static String list(Path table) {
    List<Path> files = allFiles(table);
    return files.isEmpty()
        ? Duck.literal(
            table.toString().replace("://", "/") + "/" + TableLayout.DATE + "=*/part-*.parquet")
        : list(files);
  }

  private static String list(List<Path> files) {
    return files.stream().map(Duck::file).collect(Collectors.joining(", ", "[", "]"));
  }

  private static boolean isPart(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("part-") && name.endsWith(".parquet");
  }

  /** Reports whether a path is an archive that {@link EventTable} has written. */
  public static boolean isArchive(String path) {
    return EventTable.KIND.equals(kind(path));
  }

  /** Reports whether a path is a table of features that {@link FeatureTable} has written. */
  public static boolean isFeatures(String path) {
    return FeatureTable.KIND.equals(kind(path));
  }

  /** Reports whether a path is an answer log that {@link AnswerLogTable} has written. */
  public static boolean isAnswers(String path) {
    return AnswerLogTable.KIND.equals(kind(path));
  }

  /**
   * Returns the kind of table that is written in the files' footers; null without files or without
   * a kind.
   */
  private static String kind(String path) {
    if (Lake.isTable(path) || !exists(FilePaths.of(path))) {
      return null;
    }
    Path file = HistoryFiles.first(Format.PARQUET, path);
    try (ParquetFileReader reader = ParquetFiles.open(file)) {
      return reader.getFileMetaData().getKeyValueMetaData().get(TableLayout.KIND);
    } catch (IOException e) {
      throw ParquetFiles.damaged(file.toString(), e);
    }
  }

  /**
   * Returns the SQL of all rows of a table, including those written twice, with {@code event_date}.
   */
  public static String rows(Path directory) {
    return read(list(directory));
  }

  /** Returns the SQL of all rows of some files of a table. */
  static String rows(List<Path> files) {
    return read(list(files));
  }

  private static String read(String files) {
    return "(SELECT * FROM read_parquet("
        + files
        + ", union_by_name = true, hive_partitioning = true,"
        + " hive_types = {'event_date': DATE}))";
  }

  /** Returns how to select one row per record in a table of this kind. */
  static Once once(String kind) {
    String content = kind == null ? null : CONTENT.get(kind);
    String record = POSITION + (content == null ? "" : ", " + content);
    boolean features = FeatureTable.KIND.equals(kind);
    return new Once(record, record + (features ? ", _as_of DESC, _count DESC" : ", _known DESC"));
  }

  /**
   * How to select one of several rows.
   *
   * @param record SQL of the columns that identify a record
   * @param order SQL of the order; the first row is kept
   */
  record Once(String record, String order) {
    /** Returns the SQL of the rows that are kept. */
    String of(String rows) {
      return "(SELECT DISTINCT ON (" + record + ") * FROM " + rows + " ORDER BY " + order + ")";
    }
  }

  /** Returns the SQL of the events, dead letters or answers of a table, one row per record. */
  public static String distinctRows(Path directory) {
    return once(kind(directory.toString())).of(rows(directory));
  }

  /** Returns the SQL of the feature rows of a table, for each event that of the greatest state. */
  public static String newestRows(Path directory) {
    return newestRows(directory, "true");
  }

  /**
   * Returns the SQL of the feature rows that fulfil a condition.
   *
   * @param where a condition on columns that are equal in all rows of an event
   */
  public static String newestRows(Path directory, String where) {
    String rows = "(SELECT * FROM " + rows(directory) + " WHERE " + where + ")";
    return once(FeatureTable.KIND).of(rows);
  }

  /** Returns the SQL of the feature rows of some files of a table. */
  static String newestRows(List<Path> files) {
    return once(FeatureTable.KIND).of(rows(files));
  }
}
