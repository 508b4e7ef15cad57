package io.twinstream.offline.log.archive;

import io.twinstream.features.bytes.Bytes;
import io.twinstream.features.event.Position;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.row.ValueJson;
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
      sql.append(i == 0 ? "" : ", ").append(value(types.get(i), name)).append(" AS f").append(i);
    }
    return sql.toString();
  }

  /** Arrays and maps are read as their JSON, in which doubles keep their bits. */
  private static String value(FeatureType type, String name) {
    return switch (type.kind()) {
      case LONG, DOUBLE, STRING, BOOLEAN -> name;
      case TIMESTAMP -> "epoch_ms(" + name + ")";
      case BYTES -> "to_base64(" + name + ")";
      case ARRAY -> json(elements(type.element(), name));
      case MAP -> {
        FeatureType element = type.element();
        String keys = "map_keys(" + name + ".\"values\")";
        String values = elements(element, "map_values(" + name + ".\"values\")");
        yield "CASE WHEN "
            + name
            + " IS NOT NULL THEN "
            + json(
                "struct_pack(\"values\" := map("
                    + keys
                    + ", "
                    + values
                    + "), other := "
                    + name
                    + ".other, \"exact\" := "
                    + name
                    + ".\"exact\")")
            + " END";
      }
    };
  }

  /**
   * Returns the SQL of the JSON of a column of arrays or maps.
   *
   * @param duck DuckDB's name of its type
   * @param name the quoted name of the column
   */
  public static String json(String duck, String name) {
    boolean array = duck.endsWith("[]");
    String value = array ? duck.substring(0, duck.length() - 2) : duck;
    FeatureType element =
        value.contains("TIMESTAMP")
            ? FeatureType.TIMESTAMP
            : value.contains("BLOB") ? FeatureType.BYTES : FeatureType.LONG;
    return value(array ? FeatureType.array(element) : FeatureType.map(element), name);
  }

  private static String json(String value) {
    return "CAST(to_json(" + value + ") AS VARCHAR)";
  }

  private static String elements(FeatureType element, String list) {
    return switch (element.kind()) {
      case TIMESTAMP -> "[epoch_ms(x) for x in " + list + "]";
      case BYTES -> "[to_base64(x) for x in " + list + "]";
      default -> list;
    };
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
      switch (features.type(i).kind()) {
        case LONG, TIMESTAMP -> features.setBits(i, row.getLong(column));
        case DOUBLE -> features.setDouble(i, row.getDouble(column));
        case BOOLEAN -> features.setBits(i, row.getBoolean(column) ? 1 : 0);
        case STRING -> features.setText(i, row.getString(column));
        case BYTES -> features.setBytes(i, Bytes.ofBase64(row.getString(column)));
        case ARRAY ->
            features.setArray(
                i, ValueJson.array(features.type(i).element(), row.getString(column)));
        case MAP ->
            features.setMap(i, ValueJson.map(features.type(i).element(), row.getString(column)));
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
