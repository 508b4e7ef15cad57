package io.twinstream.offline.log.archive;

import io.twinstream.features.files.FileTree;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.table.FeatureTable;
import io.twinstream.offline.log.table.TableLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of features that {@link FeatureTable} has written.
 *
 * @param folder contains a folder per date
 * @param id the view or service of the rows: {@code name@version}
 */
public record WrittenTable(Path folder, String id) {
  /**
   * A column.
   *
   * @param type DuckDB's name of the type
   */
  public record Column(String name, String type) {}

  /** Returns the table in a folder, or those in its subfolders, by id. */
  public static List<WrittenTable> below(Path folder) {
    if (DuckDbTables.isFeatures(folder.toString())) {
      return List.of(of(folder));
    }
    List<WrittenTable> tables = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try {
        FileTree.folders(folder, 1).stream()
            .filter(each -> DuckDbTables.isFeatures(each.toString()))
            .forEach(each -> tables.add(of(each)));
      } catch (IOException e) {
        throw new HistoryException("cannot list " + folder + ": " + e.getMessage(), e);
      }
    }
    if (tables.isEmpty()) {
      throw new HistoryException(
          "no rows of features in "
              + folder
              + "; name the folder that a backfill or the live job's log as_served wrote to");
    }
    return tables;
  }

  private static WrittenTable of(Path folder) {
    List<String> ids = new ArrayList<>();
    footers(folder, "IN ('twinstream.view', 'twinstream.service')", ids);
    if (ids.size() != 1) {
      throw new HistoryException(
          folder + " has rows of " + ids + "; a table can have rows of only one view or service");
    }
    return new WrittenTable(folder, ids.get(0));
  }

  /**
   * Checks that a folder has the rows of a view in its present definition.
   *
   * @param id the id of the view
   * @param fingerprint the hash of the meaning of its features
   */
  public static void requireOf(Path folder, String id, String fingerprint) {
    if (!DuckDbTables.isFeatures(folder.toString())) {
      throw new HistoryException(
          "no rows of view "
              + id
              + " in "
              + folder
              + "; name the folder that a backfill or the live job's log as_served wrote to");
    }
    new WrittenTable(folder, id).requireFingerprint(fingerprint);
  }

  /** Checks that the rows were written with this definition. */
  public void requireFingerprint(String expected) {
    List<String> found = new ArrayList<>();
    footers(folder, "= 'twinstream.fingerprint'", found);
    found.remove(expected);
    if (!found.isEmpty()) {
      throw new HistoryException(
          ("%s has rows of %s with fingerprint %s, the definitions have %s: read them"
                  + " with the definitions that they were written with")
              .formatted(folder, id, found.get(0), expected));
    }
  }

  private static void footers(Path folder, String key, List<String> values) {
    try (Duck duck = new Duck()) {
      duck.query(
          "SELECT DISTINCT decode(value) FROM parquet_kv_metadata("
              + DuckDbTables.list(folder)
              + ") WHERE decode(key) "
              + key,
          row -> values.add(row.getString(1)));
    }
  }

  /** Returns the columns of all files, in their order, without the date in the names of folders. */
  public List<Column> columns() {
    return columns(DuckDbTables.rows(folder));
  }

  /**
   * Returns the files that are visible to readers, by the name of their folder. All rows of an
   * event are in one folder.
   */
  public Map<String, List<Path>> files() {
    Map<String, List<Path>> files = new LinkedHashMap<>();
    try {
      for (Path date : DuckDbTables.folders(folder)) {
        files.put(date.getFileName().toString(), DuckDbTables.files(date));
      }
    } catch (IOException e) {
      throw new HistoryException("cannot list " + folder + ": " + e.getMessage(), e);
    }
    return files;
  }

  /** Returns the SQL of the rows of some files, for each event that of the greatest state. */
  public static String newestRows(List<Path> files) {
    return DuckDbTables.newestRows(files);
  }

  /** Returns the columns of some files. */
  public static List<Column> columns(List<Path> files) {
    return columns(DuckDbTables.rows(files));
  }

  private static List<Column> columns(String rows) {
    List<Column> columns = new ArrayList<>();
    try (Duck duck = new Duck()) {
      duck.query(
          "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + rows + ")",
          row -> {
            if (!row.getString(1).equals(TableLayout.DATE)) {
              columns.add(new Column(row.getString(1), row.getString(2)));
            }
          });
    }
    return columns;
  }
}
