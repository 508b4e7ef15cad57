package io.twinstream.pipelines.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A DuckDB database in memory that runs the SQL scripts next to this class. Times are UTC. */
final class DuckDb implements AutoCloseable {
  private final Connection connection;

  DuckDb() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    execute("SET TimeZone = 'UTC'");
    execute("SET threads = 1");
  }

  /** Sets a variable that scripts read with {@code getvariable}. */
  DuckDb set(String variable, Object value) throws SQLException {
    String literal =
        value instanceof Number
            ? value.toString()
            : "'" + value.toString().replace("'", "''") + "'";
    return execute("SET VARIABLE " + variable + " = " + literal);
  }

  DuckDb execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return this;
    }
  }

  /** Runs all statements of a script. */
  DuckDb run(String script) throws SQLException {
    for (String statement : statements(script)) {
      execute(statement);
    }
    return this;
  }

  /** The result of the last statement of a script, after the ones before it. */
  List<Map<String, Object>> ask(String script) throws SQLException {
    List<String> statements = statements(script);
    for (String statement : statements.subList(0, statements.size() - 1)) {
      execute(statement);
    }
    return query(statements.get(statements.size() - 1));
  }

  /** Rows by column name, in the order of the columns. */
  List<Map<String, Object>> query(String sql) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns; i++) {
          row.put(result.getMetaData().getColumnName(i), result.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** Statements end with a semicolon at the end of a line; comments are whole lines. */
  private static List<String> statements(String script) {
    try (InputStream in = DuckDb.class.getResourceAsStream(script)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return List.of(text.replaceAll("(?m)^--.*\n", "").strip().split(";\\s*(\n|$)"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + script, e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
