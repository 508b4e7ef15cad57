package io.twinstream.offline.log;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A DuckDB database in memory, for as long as a question takes. Times are UTC. */
final class Duck implements AutoCloseable {
  private final Connection connection;

  /** Reads a row of an answer. */
  interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  Duck() {
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:");
      execute("SET TimeZone = 'UTC'");
    } catch (SQLException e) {
      throw new IllegalStateException("cannot start DuckDB: " + e.getMessage(), e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Asks, and hands every row of the answer to the reader. */
  void query(String sql, RowReader reader) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.read(rows);
      }
    } catch (SQLException e) {
      throw new HistoryException("DuckDB cannot answer: " + e.getMessage() + "\n" + sql, e);
    }
  }

  /** The one number that a question has as its answer. */
  long number(String sql) {
    long[] number = new long[1];
    query(sql, row -> number[0] = row.getLong(1));
    return number[0];
  }

  /** A name as SQL has it. */
  static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot close DuckDB: " + e.getMessage(), e);
    }
  }
}
