package io.twinstream.offline.log;

import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping.Format;
import java.util.LinkedHashMap;
import java.util.Map;

/** The columns of the files of a spine, as DuckDB sees them. */
final class SpineColumns {
  private SpineColumns() {}

  /**
   * Columns and types, in the files' order; the type is null where no field can hold the values.
   *
   * @throws HistoryException if a path has no files or a file is damaged
   */
  static Map<String, FieldType> of(String path, Format format) {
    String file = HistoryFiles.first(format, path).toString().replace("'", "''");
    String read =
        format == Format.CSV
            ? "read_csv('" + file + "', header = true, delim = ',', sample_size = -1)"
            : "read_parquet('" + file + "')";
    Map<String, FieldType> columns = new LinkedHashMap<>();
    try (Duck duck = new Duck()) {
      duck.query(
          "DESCRIBE SELECT * FROM " + read,
          row -> columns.put(row.getString(1), type(row.getString(2), format)));
    }
    return columns;
  }

  private static FieldType type(String sql, Format format) {
    if (format == Format.CSV) {
      // Text keeps whatever stands in the file; numbers are worth more as numbers.
      return switch (sql) {
        case "BIGINT" -> FieldType.LONG;
        case "DOUBLE" -> FieldType.DOUBLE;
        default -> FieldType.STRING;
      };
    }
    if (sql.startsWith("DECIMAL(")) {
      int comma = sql.indexOf(',');
      int precision = Integer.parseInt(sql.substring("DECIMAL(".length(), comma));
      int scale = Integer.parseInt(sql.substring(comma + 1, sql.length() - 1).strip());
      return precision <= 18 ? FieldType.decimal(scale) : null;
    }
    if (sql.startsWith("TIMESTAMP") || sql.equals("DATE")) {
      return FieldType.TIMESTAMP;
    }
    return switch (sql) {
      case "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "USMALLINT", "UTINYINT" ->
          FieldType.LONG;
      case "DOUBLE", "FLOAT" -> FieldType.DOUBLE;
      case "VARCHAR" -> FieldType.STRING;
      case "BOOLEAN" -> FieldType.BOOLEAN;
      default -> null;
    };
  }
}
