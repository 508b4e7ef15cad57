package io.twinstream.offline.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** PostgreSQL's SQL. */
final class Sql {
  /** The columns that identify a row. */
  static final String POSITION = "_origin, _partition, _offset";

  private Sql() {}

  static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String names(List<String> names) {
    return names.stream().map(Sql::quote).collect(Collectors.joining(", "));
  }

  /** Does something; tells how many rows it changed. */
  static long run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return Math.max(0, statement.getLargeUpdateCount());
    }
  }
}
