package io.twinstream.offline.postgres;

import io.twinstream.offline.log.file.HistoryException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** Builds and runs SQL of PostgreSQL. */
final class Sql {
  /**
   * The columns that identify the event of a row; rows of one position may be of several events.
   */
  static final String RECORD = "_origin, _partition, _offset, _ts, (coalesce(_event_id, ''))";

  private static final int MAX_NAME_BYTES = 63;

  private Sql() {}

  static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Refuses a name that PostgreSQL would truncate, and so confuse with another. */
  static String requireShort(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_NAME_BYTES) {
      throw new HistoryException(
          "PostgreSQL accepts names of at most %d bytes, and '%s' has %d; choose a shorter name"
              .formatted(MAX_NAME_BYTES, name, bytes));
    }
    return name;
  }

  static String names(List<String> names) {
    return names.stream().map(Sql::quote).collect(Collectors.joining(", "));
  }

  /** Runs a statement and returns the number of changed rows. */
  static long run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return Math.max(0, statement.getLargeUpdateCount());
    }
  }
}
