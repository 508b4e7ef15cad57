package io.twinstream.features.row;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.twinstream.features.row.FeatureType.Kind;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Writes trees of text, numbers, booleans, lists, maps and nulls as JSON. */
public final class PlainJson {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private PlainJson() {}

  /** Returns a boxed scalar in the form of such a tree: times in ISO 8601, bytes in base64. */
  static Object scalar(Kind kind, Object value) {
    return value == null
        ? null
        : kind == Kind.TIMESTAMP
            ? Instant.ofEpochMilli((Long) value).toString()
            : kind == Kind.BYTES ? value.toString() : value;
  }

  /** Returns the JSON of a tree, on one line. */
  public static String write(Object plain) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, plain);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write JSON into text", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Object plain) throws IOException {
    if (plain instanceof List<?> list) {
      json.writeStartArray();
      for (Object each : list) {
        write(json, each);
      }
      json.writeEndArray();
    } else if (plain instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName((String) entry.getKey());
        write(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (plain instanceof Long number) {
      json.writeNumber(number);
    } else if (plain instanceof Double number) {
      json.writeNumber(number);
    } else if (plain instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else {
      json.writeString((String) plain); // writes null for null
    }
  }
}
