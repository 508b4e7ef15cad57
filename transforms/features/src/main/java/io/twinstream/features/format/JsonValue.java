package io.twinstream.features.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of JSON, as writers of other formats need them. */
public final class JsonValue {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonValue() {}

  /**
   * Parses an object.
   *
   * @throws IllegalArgumentException if the text is no JSON object
   */
  public static Map<String, Object> parse(byte[] json) {
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      Map<String, ?> object = object(value(parser));
      return new LinkedHashMap<>(object);
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    if (parser.currentToken() == null) {
      return null;
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> object = new LinkedHashMap<>();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
          parser.nextToken();
          object.put(key, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser));
        }
        yield array;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new BigDecimal(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  /** Returns the members of an object. */
  @SuppressWarnings("unchecked") // Keys of JSON are text.
  public static Map<String, ?> object(Object json) {
    if (json instanceof Map<?, ?> object) {
      return (Map<String, ?>) object;
    }
    throw new IllegalArgumentException(shown(json) + " is not an object");
  }

  /** Returns the elements of an array. */
  public static List<?> array(Object json) {
    if (json instanceof List<?> array) {
      return array;
    }
    throw new IllegalArgumentException(shown(json) + " is not an array");
  }

  public static String text(Object json) {
    if (json instanceof String text) {
      return text;
    }
    if (json instanceof Number || json instanceof Boolean) {
      return json.toString();
    }
    throw new IllegalArgumentException(shown(json) + " is not text");
  }

  public static byte[] bytes(Object json) {
    return Base64.getDecoder().decode(text(json));
  }

  public static boolean bool(Object json) {
    if (json instanceof Boolean value) {
      return value;
    }
    throw new IllegalArgumentException(shown(json) + " is not true or false");
  }

  public static BigDecimal number(Object json) {
    return json instanceof BigDecimal value ? value : new BigDecimal(text(json));
  }

  /** Returns a time, from ISO 8601 or from milliseconds since 1970. */
  public static Instant instant(Object json) {
    return json instanceof Number number
        ? Instant.ofEpochMilli(number.longValue())
        : Instant.parse(text(json));
  }

  private static String shown(Object json) {
    return String.valueOf(json);
  }
}
