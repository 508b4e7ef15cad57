package io.twinstream.features.row;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.twinstream.features.bytes.Bytes;
import java.io.IOException;
import java.time.Instant;

/** Parses the JSON of arrays and maps, which their {@code toString} writes. */
public final class ValueJson {
  private static final JsonFactory JSON = new JsonFactory();

  private ValueJson() {}

  /**
   * Parses the JSON of an array. Times may also be milliseconds since 1970.
   *
   * @throws IllegalArgumentException if the text is not an array of elements of the type
   */
  public static ArrayValue array(FeatureType element, String text) {
    try (JsonParser json = JSON.createParser(text)) {
      require(json.nextToken() == JsonToken.START_ARRAY, text);
      ArrayValue.Builder array = ArrayValue.builder(element);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        array.add(scalar(element, json));
      }
      return array.build();
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not an array of " + element.lower() + ": " + text, e);
    }
  }

  /**
   * Parses the JSON of a map. Times may also be milliseconds since 1970.
   *
   * @throws IllegalArgumentException if the text is not a map of values of the type
   */
  public static MapValue map(FeatureType value, String text) {
    try (JsonParser json = JSON.createParser(text)) {
      require(json.nextToken() == JsonToken.START_OBJECT, text);
      MapValue.Builder map = MapValue.builder(value);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String part = json.currentName();
        json.nextToken();
        switch (part) {
          case MapValue.VALUES -> {
            require(json.currentToken() == JsonToken.START_OBJECT, text);
            while (json.nextToken() != JsonToken.END_OBJECT) {
              String key = json.currentName();
              json.nextToken();
              map.put(key, scalar(value, json));
            }
          }
          case MapValue.OTHER -> other(map, value, scalar(value, json));
          case MapValue.EXACT -> {
            if (!json.getBooleanValue()) {
              map.inexact();
            }
          }
          default -> require(false, part);
        }
      }
      return map.build();
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a map to " + value.lower() + ": " + text, e);
    }
  }

  private static void other(MapValue.Builder map, FeatureType type, Object value) {
    if (value != null && type == FeatureType.DOUBLE) {
      map.otherDouble((Double) value);
    } else if (value != null) {
      map.other((Long) value);
    }
  }

  private static Object scalar(FeatureType type, JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    return switch (type.kind()) {
      case LONG -> {
        require(json.currentToken() == JsonToken.VALUE_NUMBER_INT, json.getText());
        yield json.getLongValue();
      }
      case DOUBLE -> json.getDoubleValue();
      case BOOLEAN -> json.getBooleanValue();
      case STRING -> string(json);
      case TIMESTAMP ->
          json.currentToken() == JsonToken.VALUE_NUMBER_INT
              ? json.getLongValue()
              : (Object) Instant.parse(string(json)).toEpochMilli();
      case BYTES -> Bytes.ofBase64(string(json));
      case ARRAY, MAP -> throw new IllegalArgumentException("an array in an array");
    };
  }

  private static String string(JsonParser json) throws IOException {
    require(json.currentToken() == JsonToken.VALUE_STRING, json.getText());
    return json.getText();
  }

  private static void require(boolean condition, String found) {
    if (!condition) {
      throw new IllegalArgumentException("unexpected " + found);
    }
  }
}
