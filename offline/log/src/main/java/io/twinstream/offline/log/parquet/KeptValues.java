package io.twinstream.offline.log.parquet;

import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.Bytes;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.row.MapValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads features from the kept form of columns that {@link ValueColumns} has written. */
public final class KeptValues {
  private static final int VALUE = 3;
  private static final int NULL_ELEMENT = 2;

  private KeptValues() {}

  /**
   * Sets a feature that is bytes, an array or a map to the value of a kept column, which of nested
   * columns may be null.
   */
  public static void set(FeatureRow row, int index, String kept) {
    FeatureType type = row.type(index);
    byte[] bytes = KeptText.bytes(kept);
    if (!type.isScalar() && isNull(new ByteReader(bytes))) {
      row.setNull(index);
      return;
    }
    switch (type.kind()) {
      case BYTES -> row.setBytes(index, Bytes.of(bytes));
      case ARRAY ->
          row.setArray(
              index, ArrayValue.of(type.element(), list(type.element(), new ByteReader(bytes))));
      case MAP -> row.setMap(index, map(type.element(), new ByteReader(bytes)));
      default -> throw new IllegalArgumentException(type + " is not held as an object");
    }
  }

  private static boolean isNull(ByteReader in) {
    in.varint();
    return in.varint() == 0;
  }

  private static MapValue map(FeatureType type, ByteReader in) {
    MapValue.Builder map = MapValue.builder(type);
    List<String> keys = new ArrayList<>();
    while (in.varint() > 0) {
      if (in.varint() == 2) {
        keys.add(new String(in.counted(), StandardCharsets.UTF_8));
      }
    }
    List<Object> values = list(type, in);
    for (int i = 0; i < keys.size(); i++) {
      map.put(keys.get(i), values.get(i));
    }
    in.varint();
    if (in.varint() == 2) {
      map.other(type == FeatureType.DOUBLE ? in.fixed64() : in.signed());
    }
    in.require(in.varint() == 0, "a number is repeated");
    in.varint();
    in.varint();
    if (in.octet() == 0) {
      map.inexact();
    }
    return map.build();
  }

  /** Reads the values of a leaf; each has a repetition, a definition level and, if any, a value. */
  private static List<Object> list(FeatureType type, ByteReader in) {
    List<Object> values = new ArrayList<>();
    while (in.varint() > 0) {
      long definition = in.varint();
      if (definition == VALUE) {
        values.add(
            switch (type.kind()) {
              case LONG, TIMESTAMP -> in.signed();
              case DOUBLE -> Double.longBitsToDouble(in.fixed64());
              case BOOLEAN -> in.octet() != 0;
              case STRING -> new String(in.counted(), StandardCharsets.UTF_8);
              case BYTES -> Bytes.of(in.counted());
              case ARRAY, MAP -> throw new IllegalStateException("an array in an array");
            });
      } else if (definition == NULL_ELEMENT) {
        values.add(null);
      }
    }
    return values;
  }
}
