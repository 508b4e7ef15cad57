package io.twinstream.serving.row;

import static io.twinstream.serving.json.JsonInput.require;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.twinstream.serving.json.JsonInput;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.RequestFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parses the parts of a row in a request body. */
public final class RowInput {
  private RowInput() {}

  /** Ids by the entity's name. */
  public static Map<String, String> entities(JsonParser json) throws IOException {
    Map<String, String> entities = new LinkedHashMap<>();
    require(json.currentToken() == JsonToken.START_OBJECT, "\"entities\" must be an object");
    JsonInput.members(
        json,
        (value, name) -> {
          JsonToken token = value.currentToken();
          require(
              token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT,
              "an entity's id must be a string or an integer");
          String id = JsonInput.whole(value.getText());
          boolean isZero = token == JsonToken.VALUE_NUMBER_INT && id.equals("-0");
          entities.put(name, isZero ? "0" : id);
        });
    return entities;
  }

  /** The request's fields by name, for {@link RequestFields}. */
  public static Map<String, Object> request(JsonParser json) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    require(json.currentToken() == JsonToken.START_OBJECT, "\"request\" must be an object");
    JsonInput.members(
        json,
        (value, name) -> {
          Object field = field(value);
          if (field != null) { // Null is the same as an absent field.
            fields.put(name, field);
          }
        });
    return fields;
  }

  private static Object field(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      return scalar(json);
    }
    List<Object> elements = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      elements.add(scalar(json));
    }
    return elements;
  }

  private static Object scalar(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
      case VALUE_STRING -> JsonInput.whole(json.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new RequestFields.Numeral(json.getText());
      default ->
          throw ProblemException.badRequest(
              "request fields must be strings, numbers or booleans, or arrays of them");
    };
  }
}
