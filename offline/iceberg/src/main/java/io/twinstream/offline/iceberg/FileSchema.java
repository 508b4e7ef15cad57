package io.twinstream.offline.iceberg;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** The schema of the table that holds the columns of Parquet files. */
final class FileSchema {
  private static final int INT_BITS = 32;

  private FileSchema() {}

  /**
   * Returns the schema; all columns may be null.
   *
   * @throws IllegalArgumentException if Iceberg has no type for a column: all of them
   */
  static Schema of(List<org.apache.parquet.schema.Type> columns) {
    List<NestedField> fields = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (org.apache.parquet.schema.Type column : columns) {
      Type type = column.isPrimitive() ? type(column.asPrimitiveType()) : null;
      if (type == null) {
        problems.add("'" + column.getName() + "', which is " + column);
      } else {
        fields.add(NestedField.optional(fields.size() + 1, column.getName(), type));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "an Iceberg table cannot have the columns %s; leave them out with --drop, or write files"
              .formatted(String.join(", ", problems)));
    }
    return new Schema(fields);
  }

  private static Type type(PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> Types.BooleanType.get();
      case FLOAT -> logical == null ? Types.FloatType.get() : null;
      case DOUBLE -> Types.DoubleType.get();
      case INT32, INT64 -> ofInteger(type, logical);
      case INT96 -> null; // Only readable, not to be written any more.
      case BINARY -> ofBytes(logical, Types.BinaryType.get());
      case FIXED_LEN_BYTE_ARRAY ->
          logical instanceof UUIDLogicalTypeAnnotation
              ? Types.UUIDType.get()
              : ofBytes(logical, Types.FixedType.ofLength(type.getTypeLength()));
    };
  }

  private static Type ofInteger(PrimitiveType type, LogicalTypeAnnotation logical) {
    boolean isInt = type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.INT32;
    if (logical == null) {
      return isInt ? Types.IntegerType.get() : Types.LongType.get();
    }
    if (logical instanceof IntLogicalTypeAnnotation integer) {
      boolean fits = integer.isSigned() || integer.getBitWidth() < INT_BITS;
      Type of = isInt ? Types.IntegerType.get() : Types.LongType.get();
      return fits ? of : null; // Iceberg has no unsigned numbers.
    }
    if (logical instanceof DateLogicalTypeAnnotation) {
      return Types.DateType.get();
    }
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return Types.DecimalType.of(decimal.getPrecision(), decimal.getScale());
    }
    if (logical instanceof TimestampLogicalTypeAnnotation time
        && time.getUnit() != TimeUnit.NANOS) {
      return time.isAdjustedToUTC()
          ? Types.TimestampType.withZone()
          : Types.TimestampType.withoutZone();
    }
    return null;
  }

  private static Type ofBytes(LogicalTypeAnnotation logical, Type bytes) {
    if (logical == null) {
      return bytes;
    }
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return Types.DecimalType.of(decimal.getPrecision(), decimal.getScale());
    }
    boolean isText =
        logical instanceof StringLogicalTypeAnnotation
            || logical instanceof EnumLogicalTypeAnnotation
            || logical instanceof JsonLogicalTypeAnnotation;
    return isText ? Types.StringType.get() : null;
  }
}
