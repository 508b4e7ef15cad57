package io.twinstream.offline.postgres;

import io.twinstream.offline.log.archive.WrittenTable;
import io.twinstream.offline.log.archive.WrittenTable.Column;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.file.HistoryException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Copies rows of Parquet files into a table, in COPY's binary format, which keeps every value
 * exactly.
 */
final class CopyRows {
  private static final byte[] SIGNATURE =
      "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] END = {-1, -1};
  private static final int NULL = -1;
  private static final int BUFFER = 1 << 16;

  private final List<Column> columns;
  private final List<SqlType> types;
  private long leftOut;

  CopyRows(List<Column> columns) {
    columns.forEach(column -> Sql.requireShort(column.name()));
    this.columns = columns;
    this.types = columns.stream().map(column -> SqlType.of(column.type())).toList();
  }

  /** Returns the SQL of the columns and their types. */
  String definition() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      all.add(Sql.quote(columns.get(i).name()) + " " + types.get(i).sql());
    }
    return String.join(", ", all);
  }

  List<Column> columns() {
    return columns;
  }

  /** Refuses a table with other columns than the files. */
  void requireSame(Connection connection, String table) throws SQLException {
    Set<String> kept = new LinkedHashSet<>();
    try (Statement statement = connection.createStatement()) {
      ResultSetMetaData row =
          statement.executeQuery("SELECT * FROM " + table + " LIMIT 0").getMetaData();
      for (int i = 1; i <= row.getColumnCount(); i++) {
        kept.add(row.getColumnName(i));
      }
    }
    Set<String> own = new LinkedHashSet<>();
    columns.forEach(column -> own.add(column.name()));
    if (!kept.equals(own)) {
      throw new HistoryException(
          "table %s has the columns %s, the files have %s; replace it with --replace"
              .formatted(table, kept, own));
    }
  }

  /**
   * Copies one row per event.
   *
   * @param table the SQL name of the target table
   * @return the number of rows
   */
  long copy(List<Path> files, Connection to, String table) throws SQLException {
    Set<String> present = new HashSet<>();
    WrittenTable.columns(files).forEach(column -> present.add(column.name()));
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).name();
      selected.add(
          present.contains(name) ? types.get(i).select().formatted(Duck.quote(name)) : "NULL");
    }
    String sql =
        "SELECT " + String.join(", ", selected) + " FROM " + WrittenTable.newestRows(files);
    CopyIn copy =
        to.unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "COPY "
                    + table
                    + " ("
                    + Sql.names(columns.stream().map(Column::name).toList())
                    + ") FROM STDIN (FORMAT binary)");
    try (Duck duck = new Duck()) {
      Copying copying = new Copying(copy, types);
      duck.query(sql, copying::write);
      leftOut += copying.leftOut;
      return copying.end();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /** Returns how many rows were left out because PostgreSQL cannot store their text. */
  long leftOut() {
    return leftOut;
  }

  /** Encoded rows, of which the last can be removed again. */
  private static final class Rows extends ByteArrayOutputStream {
    Rows() {
      super(2 * BUFFER);
    }

    void cut(int size) {
      count = size;
    }
  }

  /** A running copy. */
  private static final class Copying {
    private final CopyIn copy;
    private final List<SqlType> types;
    private final Rows buffer = new Rows();
    private final DataOutputStream out = new DataOutputStream(buffer);
    private long leftOut;

    Copying(CopyIn copy, List<SqlType> types) {
      this.copy = copy;
      this.types = types;
      buffer.writeBytes(SIGNATURE);
      buffer.writeBytes(new byte[2 * Integer.BYTES]); // no flags, no extension
    }

    void write(ResultSet row) throws SQLException {
      int begin = buffer.size();
      try {
        out.writeShort(types.size());
        for (int i = 0; i < types.size(); i++) {
          if (row.getObject(i + 1) == null) {
            out.writeInt(NULL);
          } else {
            types.get(i).cell().write(row, i + 1, out);
          }
        }
      } catch (SqlType.Unstorable e) {
        buffer.cut(begin);
        leftOut++;
      } catch (IOException e) {
        throw new AssertionError("a write to memory failed", e);
      }
      if (buffer.size() >= BUFFER) {
        send();
      }
    }

    private void send() {
      try {
        copy.writeToCopy(buffer.toByteArray(), 0, buffer.size());
      } catch (SQLException e) {
        throw new HistoryException("PostgreSQL refuses the rows: " + e.getMessage(), e);
      }
      buffer.reset();
    }

    long end() throws SQLException {
      buffer.writeBytes(END);
      send();
      return copy.endCopy();
    }
  }
}
