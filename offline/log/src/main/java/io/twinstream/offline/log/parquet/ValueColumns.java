package io.twinstream.offline.log.parquet;

import io.twinstream.features.definition.FieldType;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.row.MapValue;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Columns of arrays and maps. An array is a list, as Parquet defines it. A map is a group of the
 * map {@code values}, the number {@code other} of the categories that were folded, and {@code
 * exact}.
 */
public final class ValueColumns {
  /** The definition levels of a list, each of which includes those before it. */
  private static final int EMPTY = 1;

  private static final int NULL_ELEMENT = 2;
  private static final int ELEMENT = 3;

  private ValueColumns() {}

  /** Creates a column of arrays of features. */
  public static <R> TableColumn<R> array(
      String name, FeatureType element, Function<R, ArrayValue> value) {
    return array(name, scalar(element, "element"), value);
  }

  /** Creates a column of arrays of events, whose decimals are unscaled values. */
  public static <R> TableColumn<R> array(
      String name, FieldType element, Function<R, ArrayValue> value) {
    return array(
        name,
        element.kind() == FieldType.Kind.DECIMAL
            ? TableColumn.decimalType("element", element.scale())
            : scalar(element.featureType(), "element"),
        value);
  }

  private static <R> TableColumn<R> array(
      String name, Type element, Function<R, ArrayValue> value) {
    Type type =
        Types.optionalGroup()
            .as(LogicalTypeAnnotation.listType())
            .addField(Types.repeatedGroup().addField(element).named("list"))
            .named(name);
    return new TableColumn<>(
        type,
        (row, out) -> {
          ArrayValue array = value.apply(row);
          if (array == null) {
            out.nothing();
          } else {
            write(array, out.writer(0));
          }
        });
  }

  /** Creates a column of maps. */
  public static <R> TableColumn<R> map(
      String name, FeatureType element, Function<R, MapValue> value) {
    Type entries =
        Types.requiredGroup()
            .as(LogicalTypeAnnotation.mapType())
            .addField(
                Types.repeatedGroup()
                    .addField(
                        Types.required(PrimitiveTypeName.BINARY)
                            .as(LogicalTypeAnnotation.stringType())
                            .named("key"))
                    .addField(scalar(element, "value"))
                    .named("key_value"))
            .named("values");
    Type type =
        Types.optionalGroup()
            .addFields(
                entries,
                scalar(element, "other"),
                Types.required(PrimitiveTypeName.BOOLEAN).named("exact"))
            .named(name);
    return new TableColumn<>(
        type,
        (row, out) -> {
          MapValue map = value.apply(row);
          if (map == null) {
            out.nothing();
            return;
          }
          keys(map, out.writer(0));
          write(map.values(), out.writer(1));
          if (!map.hasOther()) {
            out.writer(2).writeNull(0, 1);
          } else if (element == FeatureType.DOUBLE) {
            out.writer(2).write(Double.longBitsToDouble(map.other()), 0, 2);
          } else {
            out.writer(2).write(map.other(), 0, 2);
          }
          out.writer(3).write(map.isExact(), 0, 1);
        });
  }

  private static Type scalar(FeatureType type, String name) {
    return switch (type.kind()) {
      case LONG -> Types.optional(PrimitiveTypeName.INT64).named(name);
      case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
      case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
      case TIMESTAMP ->
          Types.optional(PrimitiveTypeName.INT64)
              .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS))
              .named(name);
      case STRING ->
          Types.optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(name);
      case BYTES -> Types.optional(PrimitiveTypeName.BINARY).named(name);
      case ARRAY, MAP -> throw new IllegalArgumentException("an array of " + type);
    };
  }

  private static void keys(MapValue map, ColumnWriter out) {
    if (map.size() == 0) {
      out.writeNull(0, EMPTY);
    }
    for (int i = 0; i < map.size(); i++) {
      byte[] key = map.key(i).getBytes(StandardCharsets.UTF_8);
      out.write(Binary.fromConstantByteArray(key), i == 0 ? 0 : 1, 2);
    }
  }

  private static void write(ArrayValue array, ColumnWriter out) {
    if (array.size() == 0) {
      out.writeNull(0, EMPTY);
    }
    for (int i = 0; i < array.size(); i++) {
      int repetition = i == 0 ? 0 : 1;
      if (array.isNull(i)) {
        out.writeNull(repetition, NULL_ELEMENT);
        continue;
      }
      switch (array.element().kind()) {
        case LONG, TIMESTAMP -> out.write(array.bits(i), repetition, ELEMENT);
        case DOUBLE -> out.write(array.asDouble(i), repetition, ELEMENT);
        case BOOLEAN -> out.write(array.bits(i) != 0, repetition, ELEMENT);
        case STRING ->
            out.write(
                Binary.fromConstantByteArray(array.text(i).getBytes(StandardCharsets.UTF_8)),
                repetition,
                ELEMENT);
        case BYTES ->
            out.write(
                Binary.fromConstantByteArray(array.bytes(i).toByteArray()), repetition, ELEMENT);
        case ARRAY, MAP -> throw new IllegalStateException("an array in an array");
      }
    }
  }
}
