package io.twinstream.formats.avro;

import io.twinstream.features.format.JsonValue;
import io.twinstream.features.format.PayloadWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Writes records from the values of JSON, with Avro's own writer. */
final class AvroWriter implements PayloadWriter {
  private final Schema schema;

  AvroWriter(Schema schema) {
    this.schema = schema;
  }

  @Override
  public byte[] write(Map<String, ?> record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<>(schema).write(value(schema, record, ""), out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write Avro into an array", e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "the record does not fit its schema: " + e.getMessage(), e);
    }
    return bytes.toByteArray();
  }

  private static Object value(Schema schema, Object json, String path) {
    return switch (schema.getType()) {
      case UNION -> union(schema, json, path);
      case NULL -> require(json == null, null, path, schema);
      case RECORD -> record(schema, json, path);
      case MAP -> {
        Map<String, Object> map = new LinkedHashMap<>();
        JsonValue.object(json)
            .forEach(
                (key, each) -> map.put(key, value(schema.getValueType(), each, path + "." + key)));
        yield map;
      }
      case ARRAY -> {
        List<Object> list = new ArrayList<>();
        for (Object each : JsonValue.array(json)) {
          list.add(value(schema.getElementType(), each, path + "[]"));
        }
        yield list;
      }
      default -> require(json != null, scalar(schema, json), path, schema);
    };
  }

  private static Object require(boolean fits, Object value, String path, Schema schema) {
    if (!fits) {
      throw new IllegalArgumentException(path + " is not " + schema.getType().getName());
    }
    return value;
  }

  private static GenericRecord record(Schema schema, Object json, String path) {
    Map<String, ?> values = JsonValue.object(json);
    GenericRecord record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      Object value = values.get(field.name());
      boolean missing = value == null && field.hasDefaultValue();
      record.put(
          field.pos(),
          missing
              ? GenericData.get().getDefaultValue(field)
              : value(field.schema(), value, path + "." + field.name()));
    }
    return record;
  }

  /** Uses the first branch that the value fits. */
  private static Object union(Schema schema, Object json, String path) {
    RuntimeException last = null;
    for (Schema branch : schema.getTypes()) {
      if ((branch.getType() == Schema.Type.NULL) == (json == null)) {
        try {
          return value(branch, json, path);
        } catch (RuntimeException e) {
          last = e;
        }
      }
    }
    throw new IllegalArgumentException(
        path + " fits no branch" + (last == null ? "" : ": " + last.getMessage()), last);
  }

  private static Object scalar(Schema schema, Object json) {
    if (json == null) {
      return null;
    }
    String logical = schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      return decimal(schema, decimal, json);
    }
    return switch (schema.getType()) {
      case STRING -> JsonValue.text(json);
      case ENUM -> new GenericData.EnumSymbol(schema, symbol(schema, JsonValue.text(json)));
      case BYTES -> ByteBuffer.wrap(JsonValue.bytes(json));
      case FIXED -> new GenericData.Fixed(schema, JsonValue.bytes(json));
      case BOOLEAN -> JsonValue.bool(json);
      case INT ->
          logical.equals("date")
              ? (Object) Math.toIntExact(JsonValue.instant(json).getEpochSecond() / 86_400)
              : (Object) JsonValue.number(json).intValueExact();
      case LONG ->
          logical.contains("timestamp")
              ? time(logical, JsonValue.instant(json))
              : (Object) JsonValue.number(json).longValueExact();
      case FLOAT -> JsonValue.number(json).floatValue();
      case DOUBLE -> JsonValue.number(json).doubleValue();
      default -> throw new IllegalArgumentException(schema.getType() + " is no scalar");
    };
  }

  private static String symbol(Schema schema, String text) {
    if (!schema.hasEnumSymbol(text)) {
      throw new IllegalArgumentException(text + " is no symbol of " + schema.getName());
    }
    return text;
  }

  private static Object decimal(Schema schema, LogicalTypes.Decimal decimal, Object json) {
    BigDecimal value =
        JsonValue.number(json).setScale(decimal.getScale(), RoundingMode.UNNECESSARY);
    byte[] unscaled = value.unscaledValue().toByteArray();
    if (schema.getType() == Schema.Type.BYTES) {
      return ByteBuffer.wrap(unscaled);
    }
    byte[] padded = new byte[schema.getFixedSize()];
    java.util.Arrays.fill(padded, (byte) (value.signum() < 0 ? -1 : 0));
    System.arraycopy(unscaled, 0, padded, padded.length - unscaled.length, unscaled.length);
    return new GenericData.Fixed(schema, padded);
  }

  private static Object time(String logical, Instant instant) {
    long seconds = instant.getEpochSecond();
    if (logical.endsWith("nanos")) {
      return Math.addExact(Math.multiplyExact(seconds, 1_000_000_000L), instant.getNano());
    }
    return logical.endsWith("micros")
        ? Math.addExact(Math.multiplyExact(seconds, 1_000_000L), instant.getNano() / 1_000)
        : instant.toEpochMilli();
  }
}
