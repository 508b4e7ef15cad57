package io.twinstream.offline.log;

import io.twinstream.features.definition.FieldType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** The fields that can hold what the columns of a Parquet file have. */
final class ParquetFields {
  /** More digits than that may not fit into the 64 bits of a decimal field. */
  private static final int MAX_PRECISION = 18;

  private ParquetFields() {}

  /**
   * Columns and types, in the file's order; the type is null where no field can hold the values.
   *
   * @throws HistoryException if the file is damaged
   */
  static Map<String, FieldType> of(Path file) {
    Map<String, FieldType> columns = new LinkedHashMap<>();
    try (ParquetFileReader reader = ParquetFiles.open(file)) {
      Map<String, String> metadata = reader.getFileMetaData().getKeyValueMetaData();
      for (Type column : reader.getFileMetaData().getSchema().getFields()) {
        boolean flat =
            column.isPrimitive()
                && !column.isRepetition(Type.Repetition.REPEATED)
                && !UnknownTypes.contains(metadata, column.getName());
        columns.put(column.getName(), flat ? type(column.asPrimitiveType()) : null);
      }
    } catch (IOException e) {
      throw ParquetFiles.damaged(file.toString(), e);
    }
    return columns;
  }

  private static FieldType type(PrimitiveType column) {
    LogicalTypeAnnotation logical = column.getLogicalTypeAnnotation();
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return decimal.getPrecision() <= MAX_PRECISION ? FieldType.decimal(decimal.getScale()) : null;
    }
    return switch (column.getPrimitiveTypeName()) {
      case INT32, INT64 -> ofInteger(logical);
      case INT96 -> FieldType.TIMESTAMP;
      case BOOLEAN -> FieldType.BOOLEAN;
      case FLOAT, DOUBLE -> FieldType.DOUBLE;
      case BINARY -> isText(logical) ? FieldType.STRING : null;
      case FIXED_LEN_BYTE_ARRAY -> null;
    };
  }

  private static FieldType ofInteger(LogicalTypeAnnotation logical) {
    if (logical instanceof TimestampLogicalTypeAnnotation
        || logical instanceof DateLogicalTypeAnnotation) {
      return FieldType.TIMESTAMP;
    }
    if (logical instanceof IntLogicalTypeAnnotation integer) {
      return integer.isSigned() || integer.getBitWidth() < Long.SIZE ? FieldType.LONG : null;
    }
    return logical == null ? FieldType.LONG : null;
  }

  private static boolean isText(LogicalTypeAnnotation logical) {
    return logical instanceof StringLogicalTypeAnnotation
        || logical instanceof EnumLogicalTypeAnnotation;
  }
}
