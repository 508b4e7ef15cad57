package io.twinstream.offline.log.archive;

import io.twinstream.features.event.Position;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.table.FeatureTable;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads rows of views from tables that {@link FeatureTable} has written. */
public final class FeatureRows {
  private FeatureRows() {}

  /** Returns the SQL of columns of features, for {@link #row}. */
  public static String columns(List<String> names, List<FeatureType> types) {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      String name = Duck.quote(names.get(i));
      boolean time = types.get(i) == FeatureType.TIMESTAMP;
      sql.append(i == 0 ? "" : ", ");
      sql.append(time ? "epoch_ms(" + name + ")" : name).append(" AS f").append(i);
    }
    return sql.toString();
  }

  /**
   * Reads the features of a result row.
   *
   * @param first the index of the first feature's column, from 1
   */
  public static FeatureRow row(ResultSet row, List<FeatureType> types, int first)
      throws SQLException {
    FeatureRow features = new FeatureRow(types);
    for (int i = 0; i < features.size(); i++) {
      int column = first + i;
      if (row.getObject(column) == null) {
        continue;
      }
      switch (features.type(i)) {
        case LONG, TIMESTAMP -> features.setBits(i, row.getLong(column));
        case DOUBLE -> features.setDouble(i, row.getDouble(column));
        case BOOLEAN -> features.setBits(i, row.getBoolean(column) ? 1 : 0);
        case STRING -> features.setText(i, row.getString(column));
      }
    }
    return features;
  }

  /**
   * Reads the rows of some entities, by position; of rows that were written twice, the one with the
   * greater state.
   *
   * @param key the column of the ids of the entities
   */
  public static Map<Position, FeatureRow> of(
      Path table, String key, Set<String> entities, List<String> names, List<FeatureType> types) {
    Map<Position, FeatureRow> rows = new HashMap<>();
    List<Object[]> ids = new ArrayList<>();
    entities.forEach(entity -> ids.add(new Object[] {entity}));
    try (Duck duck = new Duck()) {
      duck.table("wanted", "id VARCHAR", ids);
      duck.query(
          "SELECT _origin, _partition, _offset, "
              + columns(names, types)
              + " FROM "
              + DuckDbTables.newestRows(table, Duck.quote(key) + " IN (SELECT id FROM wanted)"),
          row ->
              rows.put(
                  new Position(row.getString(1), row.getInt(2), row.getLong(3)),
                  row(row, types, 4)));
    }
    return rows;
  }

  /** Counts the rows of a table: each event once, and including those written twice. */
  public static long[] count(Path table) {
    long[] counts = new long[2];
    if (DuckDbTables.exists(table)) {
      try (Duck duck = new Duck()) {
        duck.query(
            "SELECT count(*), count(DISTINCT (_origin, _partition, _offset, _event_id, _ts)) FROM "
                + DuckDbTables.rows(table),
            row -> {
              counts[0] = row.getLong(2);
              counts[1] = row.getLong(1);
            });
      }
    }
    return counts;
  }
}
