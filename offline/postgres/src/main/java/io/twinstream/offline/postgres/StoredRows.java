package io.twinstream.offline.postgres;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.row.FeatureType;
import io.twinstream.offline.log.archive.FeatureRows;
import io.twinstream.offline.log.asof.WrittenRows;
import io.twinstream.offline.log.file.HistoryException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/** Looks up rows of a view in PostgreSQL, with an index on the entity and the known time. */
final class StoredRows implements WrittenRows {
  private final PostgresAddress address;
  private final String table;
  private final String key;
  private final List<String> names;
  private final List<FeatureType> types;

  /**
   * @param table its quoted name
   * @param key the column with the id of the entity
   */
  StoredRows(PostgresAddress address, String table, String key, CompiledView view) {
    this(address, table, key, view.names(), view.types());
  }

  StoredRows(
      PostgresAddress address,
      String table,
      String key,
      List<String> names,
      List<FeatureType> types) {
    this.address = address;
    this.table = table;
    this.key = key;
    this.names = names;
    this.types = types;
  }

  @Override
  public void find(List<Wanted> wanted, Visibility visibility, Consumer<Found> found) {
    try (Connection connection = address.connect();
        PreparedStatement statement = connection.prepareStatement(sql(visibility))) {
      statement.setArray(
          1, connection.createArrayOf("text", wanted.stream().map(Wanted::entity).toArray()));
      statement.setArray(
          2, connection.createArrayOf("bigint", wanted.stream().map(Wanted::known).toArray()));
      ResultSet row = statement.executeQuery();
      while (row.next()) {
        found.accept(
            new Found(
                row.getInt(1) - 1, row.getLong(2), row.getLong(3), FeatureRows.row(row, types, 4)));
      }
    } catch (SQLException e) {
      throw new HistoryException("cannot read %s: %s".formatted(address, e.getMessage()), e);
    }
  }

  /**
   * Returns the SQL of the last row of each entity, with two parameters: their ids and the
   * instants.
   */
  String sql(Visibility visibility) {
    StringBuilder sql = new StringBuilder("SELECT wanted.number, written.* FROM unnest(?, ?)");
    sql.append(" WITH ORDINALITY AS wanted (id, known, number) CROSS JOIN LATERAL (SELECT ");
    sql.append(milliseconds("_as_of")).append(" AS as_of, _count AS count");
    for (int i = 0; i < names.size(); i++) {
      String name = Sql.quote(names.get(i));
      sql.append(", ").append(value(types.get(i), name)).append(" AS f").append(i);
    }
    sql.append(" FROM ").append(table).append(" WHERE ").append(Sql.quote(key));
    sql.append(" = wanted.id AND _known ");
    sql.append(visibility == Visibility.INCLUSIVE ? "<=" : "<");
    sql.append(" timestamptz 'epoch' + wanted.known * interval '1 millisecond'");
    sql.append(" ORDER BY _known DESC, _as_of DESC, _count DESC");
    sql.append(", _origin DESC, _partition DESC, _offset DESC LIMIT 1) AS written");
    return sql.toString();
  }

  private static String value(FeatureType type, String name) {
    return switch (type.kind()) {
      case LONG, DOUBLE, STRING, BOOLEAN -> name;
      case TIMESTAMP -> milliseconds(name);
      case BYTES -> "translate(encode(" + name + ", 'base64'), E'\\n', '')"; // It breaks lines.
      case ARRAY, MAP -> name + "::text";
    };
  }

  private static String milliseconds(String instant) {
    return "(extract(epoch from " + instant + ") * 1000)::bigint";
  }
}
