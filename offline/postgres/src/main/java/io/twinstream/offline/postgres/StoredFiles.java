package io.twinstream.offline.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Records which files have been loaded into which table, and the fingerprint of their definition. A
 * file that was written again is loaded again.
 */
final class StoredFiles {
  static final String TABLE = "twinstream_files";

  private final Connection connection;
  private final String table;

  /**
   * @param schema its quoted name
   */
  StoredFiles(Connection connection, String schema) {
    this.connection = connection;
    this.table = schema + "." + TABLE;
  }

  void create() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS "
              + table
              + " (table_name text, file text, modified_ms bigint NOT NULL,"
              + " fingerprint text NOT NULL, loaded timestamp with time zone NOT NULL"
              + " DEFAULT now(), PRIMARY KEY (table_name, file))");
    }
  }

  /** Returns the fingerprint of a table's rows; empty if nothing has been loaded. */
  Optional<String> fingerprint(String of) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT fingerprint FROM " + table + " WHERE table_name = ? LIMIT 1")) {
      statement.setString(1, of);
      ResultSet row = statement.executeQuery();
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  /**
   * Returns the modification times of the files that were loaded into a table, in milliseconds
   * since 1970.
   */
  Map<String, Long> of(String name) throws SQLException {
    Map<String, Long> files = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT file, modified_ms FROM " + table + " WHERE table_name = ?")) {
      statement.setString(1, name);
      ResultSet row = statement.executeQuery();
      while (row.next()) {
        files.put(row.getString(1), row.getLong(2));
      }
    }
    return files;
  }

  void forget(String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM " + table + " WHERE table_name = ?")) {
      statement.setString(1, name);
      statement.executeUpdate();
    }
  }

  /** Records that files have been loaded. */
  void add(String name, String fingerprint, Map<String, Long> files) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO "
                + table
                + " (table_name, file, modified_ms, fingerprint) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (table_name, file) DO UPDATE"
                + " SET modified_ms = excluded.modified_ms, loaded = now()")) {
      for (Map.Entry<String, Long> file : files.entrySet()) {
        statement.setString(1, name);
        statement.setString(2, file.getKey());
        statement.setLong(3, file.getValue());
        statement.setString(4, fingerprint);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Returns the modification times of files, by their names here. */
  static Map<String, Long> stamps(Iterable<Path> files) throws IOException {
    Map<String, Long> stamps = new LinkedHashMap<>();
    for (Path file : files) {
      stamps.put(name(file), Files.getLastModifiedTime(file).toMillis());
    }
    return stamps;
  }

  /** Returns the folder of the date and the file in it. */
  static String name(Path file) {
    return file.getParent().getFileName() + "/" + file.getFileName();
  }
}
