package io.twinstream.offline.postgres;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table with rows, into which others are merged by the same rule as in Parquet tables: of one
 * event, the row of the greatest state is kept, and of equal ones the row written last.
 */
final class KeptTable implements Target {
  private static final String INCOMING = "pg_temp.twinstream_incoming";

  private final Connection connection;
  private final String table;
  private final CopyRows rows;
  private final String merge;

  /**
   * @param table its quoted name
   */
  KeptTable(Connection connection, String table, CopyRows rows) {
    this.connection = connection;
    this.table = table;
    this.rows = rows;
    this.merge = merge(table, rows);
  }

  private static String merge(String table, CopyRows rows) {
    List<String> names = rows.columns().stream().map(each -> Sql.quote(each.name())).toList();
    String all = String.join(", ", names);
    return ("INSERT INTO %s AS kept (%s) SELECT %s FROM %s ON CONFLICT (%s) DO UPDATE SET"
            + " (%s) = (%s) WHERE (excluded._as_of, excluded._count) >= (kept._as_of,"
            + " kept._count) AND (%s) IS DISTINCT FROM (%s)")
        .formatted(
            table,
            all,
            all,
            INCOMING,
            Sql.RECORD,
            all,
            of("excluded", names),
            of("excluded", names),
            of("kept", names));
  }

  private static String of(String row, List<String> names) {
    return names.stream().map(name -> row + "." + name).collect(Collectors.joining(", "));
  }

  @Override
  public void begin() throws SQLException {
    rows.requireSame(connection, table);
    Sql.run(connection, "CREATE TEMPORARY TABLE twinstream_incoming (LIKE " + table + ")");
  }

  @Override
  public long take(List<Path> files) throws SQLException {
    rows.copy(files, connection, INCOMING);
    long changed = Sql.run(connection, merge);
    Sql.run(connection, "TRUNCATE " + INCOMING);
    return changed;
  }

  @Override
  public void end() throws SQLException {
    Sql.run(connection, "DROP TABLE " + INCOMING);
    Sql.run(connection, "ANALYZE " + table);
  }

  @Override
  public long leftOut() {
    return rows.leftOut();
  }
}
