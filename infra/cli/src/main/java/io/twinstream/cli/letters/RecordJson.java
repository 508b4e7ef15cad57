package io.twinstream.cli.letters;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Utf8;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records as JSON objects whose numbers keep all digits and whose fields keep their order. */
final class RecordJson {
  /** Accepts the same as the decoder of live records. */
  static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  /** Beyond this, a double may not be the integer that it looks like. */
  private static final double EXACT_INTEGERS = 0x1p53;

  private RecordJson() {}

  /** Reports whether bytes can be shown and edited as text. */
  static boolean isText(byte[] bytes) {
    for (byte each : bytes) {
      if (each == 0) {
        return false;
      }
    }
    return Utf8.isWellFormed(bytes);
  }

  /** Parses a record; empty if it is not one JSON object. */
  static Optional<ObjectNode> parse(byte[] bytes) {
    if (!isText(bytes)) {
      return Optional.empty();
    }
    try {
      JsonNode tree = MAPPER.readTree(bytes);
      return tree instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static byte[] bytes(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write JSON", e);
    }
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Converts to maps, lists, text, {@code BigDecimal}, booleans and null. */
  static Object plain(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> {
        Map<String, Object> object = new LinkedHashMap<>();
        json.fields()
            .forEachRemaining(field -> object.put(field.getKey(), plain(field.getValue())));
        yield object;
      }
      case ARRAY -> {
        List<Object> array = new ArrayList<>();
        json.forEach(element -> array.add(plain(element)));
        yield array;
      }
      case NUMBER ->
          json.isDouble() ? json.asText() : json.decimalValue(); // A double here is not finite.
      case BOOLEAN -> json.booleanValue();
      case STRING -> json.textValue();
      default -> null;
    };
  }

  /** Converts the value of an expression. */
  static JsonNode node(Object value) {
    if (value instanceof Double number) {
      return number(number);
    } else if (value instanceof Instant time) {
      return MAPPER.getNodeFactory().textNode(time.toString());
    } else if (value instanceof List<?> list) {
      var array = MAPPER.createArrayNode();
      list.forEach(element -> array.add(node(element)));
      return array;
    } else if (value instanceof Map<?, ?> map) {
      ObjectNode object = MAPPER.createObjectNode();
      map.forEach((name, each) -> object.set(String.valueOf(name), node(each)));
      return object;
    } else if (value instanceof Boolean flag) {
      return MAPPER.getNodeFactory().booleanNode(flag);
    }
    return value == null
        ? MAPPER.getNodeFactory().nullNode()
        : MAPPER.getNodeFactory().textNode(value.toString());
  }

  private static JsonNode number(double value) {
    if (!Double.isFinite(value)) {
      return MAPPER.getNodeFactory().nullNode();
    }
    return value == Math.rint(value) && Math.abs(value) <= EXACT_INTEGERS
        ? MAPPER.getNodeFactory().numberNode((long) value)
        : MAPPER.getNodeFactory().numberNode(new BigDecimal(Double.toString(value)));
  }

  /** Returns a field by its path, such as {@code device.os}; null if there is none. */
  static JsonNode get(ObjectNode record, String path) {
    if (record.has(path)) {
      return record.get(path);
    }
    int dot = path.indexOf('.');
    return dot > 0 && record.get(path.substring(0, dot)) instanceof ObjectNode inner
        ? get(inner, path.substring(dot + 1))
        : null;
  }

  /** Sets a field by its path; objects on the way to it are created. */
  static void set(ObjectNode record, String path, JsonNode value) {
    int dot = path.indexOf('.');
    if (dot <= 0 || record.has(path)) {
      record.set(path, value);
      return;
    }
    String first = path.substring(0, dot);
    ObjectNode inner =
        record.get(first) instanceof ObjectNode object ? object : record.putObject(first);
    set(inner, path.substring(dot + 1), value);
  }

  /** Removes a field by its path, if there is one. */
  static void remove(ObjectNode record, String path) {
    int dot = path.indexOf('.');
    if (record.remove(path) == null
        && dot > 0
        && record.get(path.substring(0, dot)) instanceof ObjectNode inner) {
      remove(inner, path.substring(dot + 1));
    }
  }
}
