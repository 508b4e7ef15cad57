package io.twinstream.offline.log;

import io.twinstream.features.definition.FieldType;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * A column of a table: its Parquet type and where a row has its value.
 *
 * @param isNull whether a row has no value
 * @param write hands a row's value, which is not null, to Parquet
 */
record TableColumn<R>(Type type, Predicate<R> isNull, Cell<R> write) {

  /** Hands over one value. */
  interface Cell<R> {
    void write(R row, RecordConsumer out);
  }

  /** Unicode text; null is null. */
  static <R> TableColumn<R> text(String name, Function<R, String> value) {
    return new TableColumn<>(
        type(name, PrimitiveTypeName.BINARY, LogicalTypeAnnotation.stringType()),
        row -> value.apply(row) == null,
        (row, out) -> out.addBinary(Binary.fromString(value.apply(row))));
  }

  static <R> TableColumn<R> bytes(String name, Function<R, byte[]> value) {
    return new TableColumn<>(
        type(name, PrimitiveTypeName.BINARY, null),
        row -> value.apply(row) == null,
        (row, out) -> out.addBinary(Binary.fromConstantByteArray(value.apply(row))));
  }

  static <R> TableColumn<R> int32(String name, ToLongFunction<R> value) {
    return new TableColumn<>(
        type(name, PrimitiveTypeName.INT32, null),
        row -> false,
        (row, out) -> out.addInteger(Math.toIntExact(value.applyAsLong(row))));
  }

  static <R> TableColumn<R> int64(String name, ToLongFunction<R> value, Predicate<R> isNull) {
    return int64(name, null, value, isNull);
  }

  static <R> TableColumn<R> int64(String name, ToLongFunction<R> value) {
    return int64(name, null, value, row -> false);
  }

  /** An instant of milliseconds since 1970. */
  static <R> TableColumn<R> instant(String name, ToLongFunction<R> value, Predicate<R> isNull) {
    LogicalTypeAnnotation utc = LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS);
    return int64(name, utc, value, isNull);
  }

  static <R> TableColumn<R> instant(String name, ToLongFunction<R> value) {
    return instant(name, value, row -> false);
  }

  /** A fixed-point number by its unscaled value. */
  static <R> TableColumn<R> decimal(
      String name, int scale, ToLongFunction<R> value, Predicate<R> isNull) {
    int precision = Long.toString(FieldType.MAX_UNSCALED).length();
    return int64(name, LogicalTypeAnnotation.decimalType(scale, precision), value, isNull);
  }

  private static <R> TableColumn<R> int64(
      String name, LogicalTypeAnnotation annotation, ToLongFunction<R> value, Predicate<R> isNull) {
    return new TableColumn<>(
        type(name, PrimitiveTypeName.INT64, annotation),
        isNull,
        (row, out) -> out.addLong(value.applyAsLong(row)));
  }

  static <R> TableColumn<R> float64(String name, ToDoubleFunction<R> value, Predicate<R> isNull) {
    return new TableColumn<>(
        type(name, PrimitiveTypeName.DOUBLE, null),
        isNull,
        (row, out) -> out.addDouble(value.applyAsDouble(row)));
  }

  static <R> TableColumn<R> truth(String name, Predicate<R> value, Predicate<R> isNull) {
    return new TableColumn<>(
        type(name, PrimitiveTypeName.BOOLEAN, null),
        isNull,
        (row, out) -> out.addBoolean(value.test(row)));
  }

  private static Type type(String name, PrimitiveTypeName kind, LogicalTypeAnnotation annotation) {
    return Types.optional(kind).as(annotation).named(name);
  }

  String name() {
    return type.getName();
  }
}
