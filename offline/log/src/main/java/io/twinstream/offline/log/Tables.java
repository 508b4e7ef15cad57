package io.twinstream.offline.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** DuckDB's view of the tables that {@link TableWriter} writes. */
public final class Tables {
  private static final String POSITION = "_origin, _partition, _offset";

  private Tables() {}

  /** Whether there is any file of the table. */
  public static boolean exists(Path directory) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.find(directory, 2, (file, a) -> isPart(file))) {
      return files.findAny().isPresent();
    } catch (IOException e) {
      throw new HistoryException("cannot list " + directory + ": " + e.getMessage(), e);
    }
  }

  private static boolean isPart(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("part-") && name.endsWith(".parquet");
  }

  /** SQL of all rows of a table, with those that were written twice; with {@code event_date}. */
  public static String rows(Path directory) {
    String files = (directory + "/event_date=*/part-*.parquet").replace("'", "''");
    return "(SELECT * FROM read_parquet('"
        + files
        + "', union_by_name = true, hive_partitioning = true,"
        + " hive_types = {'event_date': DATE}))";
  }

  /** SQL of the events or dead letters of a table, one row per position. */
  public static String distinctRows(Path directory) {
    return distinct(directory, POSITION);
  }

  /** SQL of the feature rows of a table: of each position the one of the greatest state. */
  public static String newestRows(Path directory) {
    return distinct(directory, POSITION + ", _as_of DESC, _mass DESC");
  }

  private static String distinct(Path directory, String order) {
    return "(SELECT DISTINCT ON ("
        + POSITION
        + ") * FROM "
        + rows(directory)
        + " ORDER BY "
        + order
        + ")";
  }
}
