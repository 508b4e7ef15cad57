package io.twinstream.offline.log;

import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping.Format;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The columns of the files of a spine: of Parquet as their footer says, of CSV as DuckDB finds. */
final class SpineColumns {
  private SpineColumns() {}

  /**
   * Columns and types, in the files' order; the type is null where no field can hold the values.
   *
   * @throws HistoryException if a path has no files or a file is damaged
   */
  static Map<String, FieldType> of(String path, Format format) {
    Path file = HistoryFiles.first(format, path);
    return format == Format.CSV ? ofCsv(file) : ParquetFields.of(file);
  }

  private static Map<String, FieldType> ofCsv(Path file) {
    Map<String, FieldType> columns = new LinkedHashMap<>();
    try (Duck duck = new Duck()) {
      duck.query(
          "DESCRIBE SELECT * FROM read_csv("
              + Duck.literal(file.toString())
              + ", header = true, delim = ',', sample_size = -1)",
          row -> columns.put(row.getString(1), type(row.getString(2))));
    }
    return columns;
  }

  /** Text keeps whatever stands in the file; numbers are worth more as numbers. */
  private static FieldType type(String sql) {
    return switch (sql) {
      case "BIGINT" -> FieldType.LONG;
      case "DOUBLE" -> FieldType.DOUBLE;
      default -> FieldType.STRING;
    };
  }
}
