package io.twinstream.offline.log.lake;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * The tables of a data lake. A user names a table, or a snapshot of it, where other commands name a
 * folder: {@code iceberg:CATALOG/namespace.table@snapshot=ID}.
 */
public final class Lake {
  /** The beginning of the name of a table. */
  public static final String PREFIX = "iceberg:";

  private static LakeTables tables;

  private Lake() {}

  /** Reports whether a text names a table, not files. */
  public static boolean isTable(String text) {
    return text.startsWith(PREFIX);
  }

  /**
   * Returns the tables, which keep their connections to catalogs until the process ends.
   *
   * @throws IllegalArgumentException if no library on the class path implements them
   */
  public static synchronized LakeTables tables() {
    if (tables == null) {
      tables =
          ServiceLoader.load(LakeTables.class, LakeTables.class.getClassLoader())
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "tables (%s…) are not supported here, only files; name files"
                              .formatted(PREFIX)));
    }
    return tables;
  }

  /**
   * Returns the name of the table with the snapshot that it has now, if the name has none. What is
   * read by that name never changes.
   *
   * @param text of a table or of files, which are returned unchanged
   */
  public static String pinned(String text) {
    return isTable(text) ? tables().pin(text) : text;
  }

  /** Replaces the names of tables by those with their snapshots. */
  public static void pin(Map<String, String> paths) {
    paths.replaceAll((name, path) -> pinned(path));
  }

  /** Returns those of the names that are names of tables. */
  public static Map<String, String> tables(Map<String, String> paths) {
    Map<String, String> tables = new TreeMap<>(paths);
    tables.values().removeIf(path -> !isTable(path));
    return tables;
  }
}
