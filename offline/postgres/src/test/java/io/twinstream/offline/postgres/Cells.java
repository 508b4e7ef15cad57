package io.twinstream.offline.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The values of a row as text, equal only if the values are, for both databases. */
final class Cells {
  private Cells() {}

  static List<String> of(ResultSet row) throws SQLException {
    List<String> values = new ArrayList<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      String type = row.getMetaData().getColumnTypeName(i).toUpperCase(Locale.ROOT);
      values.add(row.getObject(i) == null ? null : value(row, i, type));
    }
    return values;
  }

  private static String value(ResultSet row, int i, String type) throws SQLException {
    if (type.startsWith("TIMESTAMP")) {
      return row.getObject(i, OffsetDateTime.class).toInstant().toString();
    }
    if (type.equals("DOUBLE") || type.equals("FLOAT8")) {
      return Long.toHexString(Double.doubleToRawLongBits(row.getDouble(i)));
    }
    if (type.startsWith("BOOL")) {
      return Boolean.toString(row.getBoolean(i));
    }
    return row.getString(i);
  }
}
