package io.twinstream.offline.postgres;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A new table that replaces the old one: it is filled, indexed, and then renamed, so that readers
 * of the old table do not wait meanwhile.
 */
final class NewTable implements Target {
  private final Connection connection;
  private final String schema;
  private final String name;
  private final String hidden;
  private final List<String> keys;
  private final CopyRows rows;

  /**
   * @param schema its quoted name
   * @param keys the columns with the ids of entities
   */
  NewTable(Connection connection, String schema, String name, List<String> keys, CopyRows rows) {
    this.connection = connection;
    this.schema = schema;
    this.name = Sql.quote(name);
    this.hidden = schema + ".twinstream_incoming";
    this.keys = keys;
    this.rows = rows;
  }

  @Override
  public void begin() throws SQLException {
    Sql.run(connection, "CREATE TABLE " + hidden + " (" + rows.definition() + ")");
  }

  @Override
  public long take(List<Path> files) throws SQLException {
    return rows.copy(files, connection, hidden);
  }

  @Override
  public void end() throws SQLException {
    Sql.run(connection, "CREATE UNIQUE INDEX ON " + hidden + " (" + Sql.RECORD + ")");
    for (String key : keys) {
      Sql.run(connection, "CREATE INDEX ON " + hidden + " (" + Sql.quote(key) + ", _known DESC)");
    }
    Sql.run(connection, "ANALYZE " + hidden);
    Sql.run(connection, "DROP TABLE IF EXISTS " + schema + "." + name);
    Sql.run(connection, "ALTER TABLE " + hidden + " RENAME TO " + name);
  }

  @Override
  public long leftOut() {
    return rows.leftOut();
  }
}
