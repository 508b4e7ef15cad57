package io.twinstream.features.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldPath.Step;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.ArrayValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes an event as a live record that {@link EventDecoder#live} decodes to the same event. */
public final class EventJson {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .build();

  private EventJson() {}

  /**
   * Returns a JSON object with the fields that are not null, at their paths, times in ISO 8601 and
   * bytes in base64.
   */
  public static byte[] write(Schema schema, Event event) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      if (schema.fields().stream().anyMatch(field -> !field.path().isEmpty())) {
        write(json, tree(schema, event));
      } else {
        flat(json, schema, event);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write JSON into an array", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Returns the same object as maps, lists, text, numbers and booleans, for writers of other
   * formats.
   */
  public static Map<String, Object> values(Schema schema, Event event) {
    return tree(schema, event);
  }

  private static void flat(JsonGenerator json, Schema schema, Event event) throws IOException {
    json.writeStartObject();
    for (int slot = 0; slot < schema.size(); slot++) {
      if (!event.isNull(slot)) {
        json.writeFieldName(schema.field(slot).name());
        write(json, value(schema.field(slot).type(), event, slot));
      }
    }
    json.writeEndObject();
  }

  private static Map<String, Object> tree(Schema schema, Event event) {
    Map<String, Object> record = new LinkedHashMap<>();
    for (int slot = 0; slot < schema.size(); slot++) {
      Field field = schema.field(slot);
      if (!event.isNull(slot)) {
        put(record, field.fieldPath().steps(), value(field.type(), event, slot));
      }
    }
    return record;
  }

  /** Puts a value at a path below a map or a list; at each element, one of a list of values. */
  @SuppressWarnings("unchecked") // Lists and maps of these paths are made here.
  private static Object put(Object parent, List<Step> steps, Object value) {
    if (steps.isEmpty()) {
      return value;
    }
    Step step = steps.get(0);
    List<Step> rest = steps.subList(1, steps.size());
    if (step.isKey()) {
      Map<String, Object> object =
          parent == null ? new LinkedHashMap<>() : (Map<String, Object>) parent;
      object.put(step.key(), put(object.get(step.key()), rest, value));
      return object;
    }
    List<Object> array = parent == null ? new ArrayList<>() : (List<Object>) parent;
    if (step.isEach()) {
      List<?> values = (List<?>) value;
      for (int i = 0; i < values.size(); i++) {
        putAt(array, i, rest, values.get(i));
      }
    } else {
      putAt(array, step.index(), rest, value);
    }
    return array;
  }

  private static void putAt(List<Object> array, int index, List<Step> rest, Object value) {
    while (array.size() <= index) {
      array.add(null);
    }
    if (value != null) {
      array.set(index, put(array.get(index), rest, value));
    }
  }

  private static Object value(FieldType type, Event event, int slot) {
    return switch (type.kind()) {
      case STRING -> event.text(slot);
      case BYTES -> event.bytes(slot).toString();
      case ARRAY -> {
        ArrayValue array = event.array(slot);
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
          elements.add(array.isNull(i) ? null : element(type.element(), array, i));
        }
        yield elements;
      }
      default -> number(type, event.bits(slot));
    };
  }

  private static Object element(FieldType type, ArrayValue array, int i) {
    return switch (type.kind()) {
      case STRING -> array.text(i);
      case BYTES -> array.bytes(i).toString();
      default -> number(type, array.bits(i));
    };
  }

  private static Object number(FieldType type, long bits) {
    return switch (type.kind()) {
      case LONG -> bits;
      case DECIMAL -> BigDecimal.valueOf(bits, type.scale());
      case DOUBLE -> Double.longBitsToDouble(bits);
      case BOOLEAN -> bits != 0;
      case TIMESTAMP -> Instant.ofEpochMilli(bits).toString();
      case STRING, BYTES, ARRAY -> throw new IllegalArgumentException(type + " has no bits");
    };
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Map<?, ?> object) {
      json.writeStartObject();
      for (Map.Entry<?, ?> member : object.entrySet()) {
        json.writeFieldName((String) member.getKey());
        write(json, member.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof List<?> array) {
      json.writeStartArray();
      for (Object element : array) {
        write(json, element);
      }
      json.writeEndArray();
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else {
      json.writeString((String) value); // null for null
    }
  }
}
