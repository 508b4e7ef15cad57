package io.twinstream.offline.models.training;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Writes Parquet files for tests. */
final class ParquetRows {
  private ParquetRows() {}

  static void write(Path file, String select) throws SQLException {
    write(file, select, "");
  }

  /**
   * Writes the answer to a question.
   *
   * @param options of COPY, such as {@code , KV_METADATA {a: 'b'}}
   */
  static void write(Path file, String select, String options) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SELECT setseed(0.5)");
      statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet" + options + ")");
    }
  }
}
