package io.twinstream.offline.log.parquet;

import io.twinstream.features.definition.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * A column of a table: its Parquet type, and its value in a row.
 *
 * @param cell writes the value of a row; writing nothing means null
 */
public record TableColumn<R>(Type type, Cell<R> cell) {

  /** Writes one value, or null. */
  public interface Cell<R> {
    void write(R row, CellWriter out);
  }

  /** Creates a column of Unicode text. */
  public static <R> TableColumn<R> text(String name, Function<R, String> value) {
    return new TableColumn<>(
        type(name, PrimitiveTypeName.BINARY, LogicalTypeAnnotation.stringType()),
        (row, out) -> {
          String text = value.apply(row);
          if (text == null) {
            out.nothing();
          } else {
            out.bytes(text.getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  public static <R> TableColumn<R> bytes(String name, Function<R, byte[]> value) {
    return new TableColumn<>(
        type(name, PrimitiveTypeName.BINARY, null),
        (row, out) -> {
          byte[] bytes = value.apply(row);
          if (bytes == null) {
            out.nothing();
          } else {
            out.bytes(bytes);
          }
        });
  }

  public static <R> TableColumn<R> int32(String name, ToLongFunction<R> value) {
    return new TableColumn<>(
        type(name, PrimitiveTypeName.INT32, null),
        (row, out) -> out.int32(Math.toIntExact(value.applyAsLong(row))));
  }

  public static <R> TableColumn<R> int64(
      String name, ToLongFunction<R> value, Predicate<R> isNull) {
    return int64(name, null, value, isNull);
  }

  public static <R> TableColumn<R> int64(String name, ToLongFunction<R> value) {
    return int64(name, null, value, row -> false);
  }

  /** Creates a column of instants in milliseconds since 1970. */
  public static <R> TableColumn<R> instant(
      String name, ToLongFunction<R> value, Predicate<R> isNull) {
    LogicalTypeAnnotation utc = LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS);
    return int64(name, utc, value, isNull);
  }

  public static <R> TableColumn<R> instant(String name, ToLongFunction<R> value) {
    return instant(name, value, row -> false);
  }

  /** Creates a column of fixed-point numbers, given by their unscaled values. */
  public static <R> TableColumn<R> decimal(
      String name, int scale, ToLongFunction<R> value, Predicate<R> isNull) {
    return int64(name, decimal(scale), value, isNull);
  }

  private static LogicalTypeAnnotation decimal(int scale) {
    int precision = Long.toString(FieldType.MAX_UNSCALED).length();
    return LogicalTypeAnnotation.decimalType(scale, precision);
  }

  /** Returns the type of fixed-point numbers. */
  static Type decimalType(String name, int scale) {
    return type(name, PrimitiveTypeName.INT64, decimal(scale));
  }

  private static <R> TableColumn<R> int64(
      String name, LogicalTypeAnnotation annotation, ToLongFunction<R> value, Predicate<R> isNull) {
    return new TableColumn<>(
        type(name, PrimitiveTypeName.INT64, annotation),
        (row, out) -> {
          if (isNull.test(row)) {
            out.nothing();
          } else {
            out.int64(value.applyAsLong(row));
          }
        });
  }

  public static <R> TableColumn<R> float64(
      String name, ToDoubleFunction<R> value, Predicate<R> isNull) {
    return new TableColumn<>(
        type(name, PrimitiveTypeName.DOUBLE, null),
        (row, out) -> {
          if (isNull.test(row)) {
            out.nothing();
          } else {
            out.float64(value.applyAsDouble(row));
          }
        });
  }

  public static <R> TableColumn<R> truth(String name, Predicate<R> value, Predicate<R> isNull) {
    return new TableColumn<>(
        type(name, PrimitiveTypeName.BOOLEAN, null),
        (row, out) -> {
          if (isNull.test(row)) {
            out.nothing();
          } else {
            out.truth(value.test(row));
          }
        });
  }

  private static Type type(String name, PrimitiveTypeName kind, LogicalTypeAnnotation annotation) {
    return Types.optional(kind).as(annotation).named(name);
  }

  public String name() {
    return type.getName();
  }
}
