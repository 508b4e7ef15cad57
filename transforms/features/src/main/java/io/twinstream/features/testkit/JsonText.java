package io.twinstream.features.testkit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.twinstream.features.yaml.YamlNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes a YAML mapping as a JSON object: numbers with the same digits, quoted text as text, lists
 * as arrays.
 */
final class JsonText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

  private JsonText() {}

  /**
   * Writes a mapping.
   *
   * @param without the keys to leave out
   */
  static String of(YamlNode mapping, Set<String> without) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, YamlNode> entry : mapping.entries("an event").entrySet()) {
        if (!without.contains(entry.getKey())) {
          json.writeFieldName(entry.getKey());
          value(json, entry.getValue());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void value(JsonGenerator json, YamlNode part) throws IOException {
    if (part.isMapping()) {
      json.writeStartObject();
      for (Map.Entry<String, YamlNode> entry : part.entries("a value").entrySet()) {
        json.writeFieldName(entry.getKey());
        value(json, entry.getValue());
      }
      json.writeEndObject();
      return;
    } else if (!part.isText()) {
      json.writeStartArray();
      for (YamlNode item : part.items()) {
        value(json, item);
      }
      json.writeEndArray();
      return;
    }
    String text = part.text();
    if (!part.isQuoted() && NUMBER.matcher(text).matches()) {
      json.writeNumber(text);
    } else if (!part.isQuoted() && (text.equals("true") || text.equals("false"))) {
      json.writeBoolean(text.equals("true"));
    } else if (!part.isQuoted() && (text.equals("null") || text.isEmpty())) {
      json.writeNull();
    } else {
      json.writeString(text);
    }
  }
}
