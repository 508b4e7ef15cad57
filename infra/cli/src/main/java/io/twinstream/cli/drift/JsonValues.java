package io.twinstream.cli.drift;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.twinstream.offline.models.drift.DriftException;
import java.io.IOException;
import java.util.Set;

/**
 * Counts the values of JSON objects, as the answer log has features: numbers, booleans as 0 and 1,
 * text, and the elements of arrays, named as the inputs of models are. Other objects are left out.
 */
final class JsonValues {
  private static final JsonFactory JSON = new JsonFactory();

  private final HourCounters counters;
  private final Set<String> columns;

  /**
   * @param columns the values to count; empty for all
   */
  JsonValues(HourCounters counters, Set<String> columns) {
    this.counters = counters;
    this.columns = columns;
  }

  void count(String object) {
    try (JsonParser json = JSON.createParser(object)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        value(json, json.nextToken(), name);
      }
    } catch (IOException e) {
      throw new DriftException("the answer log has features that are no JSON: " + object);
    }
  }

  private void value(JsonParser json, JsonToken token, String name) throws IOException {
    if (token == JsonToken.START_ARRAY) {
      int i = 0;
      for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; i++) {
        value(json, next, name + "[" + i + "]");
        next = json.nextToken();
      }
    } else if (token == JsonToken.START_OBJECT) {
      json.skipChildren();
    } else if (columns.isEmpty() || columns.contains(name)) {
      scalar(json, token, name);
    } else if (token == JsonToken.VALUE_NULL) {
      columns.stream()
          .filter(input -> input.startsWith(name + "["))
          .forEach(input -> counters.number(input, Double.NaN));
    }
  }

  private void scalar(JsonParser json, JsonToken token, String name) throws IOException {
    switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> counters.number(name, json.getDoubleValue());
      case VALUE_TRUE -> counters.number(name, 1);
      case VALUE_FALSE -> counters.number(name, 0);
      case VALUE_NULL -> counters.number(name, Double.NaN);
      default -> counters.text(name, json.getText());
    }
  }
}
