package io.twinstream.features.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;

/** Writes an event as a live record that {@link EventDecoder#live} decodes to the same event. */
public final class EventJson {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .build();

  private EventJson() {}

  /** Returns a JSON object with the fields that are not null, times in ISO 8601. */
  public static byte[] write(Schema schema, Event event) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (int slot = 0; slot < schema.size(); slot++) {
        if (!event.isNull(slot)) {
          write(json, schema.field(slot), event, slot);
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write JSON into an array", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Field field, Event event, int slot)
      throws IOException {
    json.writeFieldName(field.name());
    long bits = event.bits(slot);
    switch (field.type().kind()) {
      case STRING -> json.writeString(event.text(slot));
      case LONG -> json.writeNumber(bits);
      case DECIMAL -> json.writeNumber(BigDecimal.valueOf(bits, field.type().scale()));
      case DOUBLE -> json.writeNumber(Double.longBitsToDouble(bits));
      case BOOLEAN -> json.writeBoolean(bits != 0);
      case TIMESTAMP -> json.writeString(Instant.ofEpochMilli(bits).toString());
    }
  }
}
