package io.twinstream.offline.log.file;

import io.twinstream.features.files.FilePaths;
import io.twinstream.features.files.LocalCopies;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** A DuckDB database in memory, opened for the duration of a query. Times are UTC. */
public final class Duck implements AutoCloseable {
  /**
   * Marks a file of an object store in SQL. DuckDB reads its copy: the extension that reads object
   * stores is not part of the library, and would need credentials and addresses of its own.
   */
  private static final String REMOTE = "twinstream-remote:";

  private static final Pattern REMOTE_FILE = Pattern.compile("'" + REMOTE + "((?:[^']|'')*)'");

  private final Connection connection;
  private final LocalCopies copies = new LocalCopies();

  /** Reads a row of a result. */
  public interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  public Duck() {
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:");
      execute("SET TimeZone = 'UTC'");
    } catch (SQLException e) {
      throw new IllegalStateException("cannot start DuckDB: " + e.getMessage(), e);
    }
  }

  /**
   * Opens a database with little memory and one thread, next to other work of the process.
   *
   * @param folder where data that does not fit into memory is spilled, under a hidden name; for an
   *     object store, it is spilled to the working directory
   */
  public static Duck small(Path folder) {
    Duck duck = new Duck();
    duck.run("SET threads = 1");
    duck.run("SET memory_limit = '512MB'");
    if (FilePaths.isLocal(folder)) {
      duck.run("SET temp_directory = " + literal(folder.resolve(".upkeep").toString()));
    }
    return duck;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(local(sql));
    }
  }

  /** Returns the statement with copies in place of files of object stores. */
  private String local(String sql) {
    return sql.contains(REMOTE)
        ? REMOTE_FILE.matcher(sql).replaceAll(file -> copy(file.group(1).replace("''", "'")))
        : sql;
  }

  private String copy(String file) {
    try {
      return Matcher.quoteReplacement(literal(copies.of(FilePaths.of(file)).toString()));
    } catch (IOException e) {
      throw new HistoryException("cannot read " + e.getMessage(), e);
    }
  }

  /** Runs a statement that has no result. */
  public void run(String sql) {
    try {
      execute(sql);
    } catch (SQLException e) {
      throw new HistoryException("DuckDB cannot run: " + e.getMessage() + "\n" + sql, e);
    }
  }

  /**
   * Creates a table with these rows.
   *
   * @param columns SQL of its columns and their types
   * @param rows each with a value per column: {@code String}, {@code Long} or {@code Integer}
   */
  public void table(String name, String columns, Iterable<Object[]> rows) {
    run("CREATE TABLE " + name + " (" + columns + ")");
    try (DuckDBAppender appender =
        ((DuckDBConnection) connection).createAppender(DuckDBConnection.DEFAULT_SCHEMA, name)) {
      for (Object[] row : rows) {
        appender.beginRow();
        for (Object value : row) {
          if (value instanceof Long number) {
            appender.append(number.longValue());
          } else if (value instanceof Integer number) {
            appender.append(number.intValue());
          } else {
            appender.append((String) value);
          }
        }
        appender.endRow();
      }
    } catch (SQLException e) {
      throw new HistoryException("DuckDB cannot insert rows: " + e.getMessage(), e);
    }
  }

  /** Runs a query and passes each row of the result to the reader. */
  public void query(String sql, RowReader reader) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(local(sql))) {
      while (rows.next()) {
        reader.read(rows);
      }
    } catch (SQLException e) {
      throw new HistoryException("DuckDB cannot run the query: " + e.getMessage() + "\n" + sql, e);
    }
  }

  /** Returns the only number of a query's result. */
  public long number(String sql) {
    long[] number = new long[1];
    query(sql, row -> number[0] = row.getLong(1));
    return number[0];
  }

  /** Quotes a name for SQL. */
  public static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Returns the SQL of the path of a file to read. */
  public static String file(Path file) {
    return literal(FilePaths.isLocal(file) ? file.toString() : REMOTE + file);
  }

  /** Quotes text for SQL. */
  public static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot close DuckDB: " + e.getMessage(), e);
    } finally {
      copies.close();
    }
  }
}
