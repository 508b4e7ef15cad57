package io.twinstream.serving.feature;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.serving.reading.Reading;
import io.twinstream.serving.reading.ViewReading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/** Writes answers as JSON, without reflection, boxing or an intermediate tree. */
final class AnswerWriter {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();
  private static final SerializedString RESULTS = new SerializedString("results");
  private static final SerializedString ENTITIES = new SerializedString("entities");
  private static final SerializedString AS_OF = new SerializedString("as_of");
  private static final SerializedString FEATURES = new SerializedString("features");
  private static final SerializedString METADATA = new SerializedString("metadata");
  private static final SerializedString VIEWS = new SerializedString("views");
  private static final SerializedString STATUS = new SerializedString("status");
  private static final SerializedString AGE = new SerializedString("age_ms");
  private static final SerializedString EFFECTIVE = new SerializedString("effective_as_of");
  private static final SerializedString GENERATION = new SerializedString("generation");
  private static final SerializedString FINGERPRINT = new SerializedString("fingerprint");

  private AnswerWriter() {}

  static byte[] write(OnlineRequest request, Reading reading) {
    try (ByteArrayBuilder out = new ByteArrayBuilder(1_024);
        JsonGenerator json = JSON.createGenerator(out)) {
      String asOf = Instant.ofEpochMilli(reading.asOf()).toString();
      if (request.many()) {
        json.writeStartObject();
        json.writeFieldName(RESULTS);
        json.writeStartArray();
      }
      for (int i = 0; i < reading.rows().size(); i++) {
        writeRow(json, request, reading, i, asOf);
      }
      if (request.many()) {
        json.writeEndArray();
        json.writeEndObject();
      }
      json.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail.
    }
  }

  private static void writeRow(
      JsonGenerator json, OnlineRequest request, Reading reading, int row, String asOf)
      throws IOException {
    Reading.Row values = reading.rows().get(row);
    json.writeStartObject();
    json.writeFieldName(ENTITIES);
    json.writeStartObject();
    for (Map.Entry<String, String> id : request.rows().get(row).entities().entrySet()) {
      json.writeStringField(id.getKey(), id.getValue());
    }
    json.writeEndObject();
    json.writeFieldName(AS_OF);
    json.writeString(asOf);
    json.writeFieldName(FEATURES);
    writeFeatures(json, request.list().names(), values.values());
    json.writeFieldName(METADATA);
    json.writeStartObject();
    json.writeFieldName(VIEWS);
    json.writeStartObject();
    for (ViewReading view : values.views()) {
      writeReading(json, view, reading.asOf(), asOf);
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeFeatures(JsonGenerator json, SerializedString[] names, FeatureRow row)
      throws IOException {
    json.writeStartObject();
    for (int i = 0; i < names.length; i++) {
      json.writeFieldName(names[i]);
      if (row.isNull(i)) {
        json.writeNull();
        continue;
      }
      switch (row.type(i)) {
        case LONG -> json.writeNumber(row.bits(i));
        case DOUBLE -> json.writeNumber(row.asDouble(i));
        case BOOLEAN -> json.writeBoolean(row.bits(i) != 0);
        case STRING -> json.writeString(row.text(i));
        case TIMESTAMP -> json.writeString(Instant.ofEpochMilli(row.bits(i)).toString());
      }
    }
    json.writeEndObject();
  }

  private static void writeReading(JsonGenerator json, ViewReading reading, long now, String asOf)
      throws IOException {
    json.writeFieldName(reading.view().name());
    json.writeStartObject();
    json.writeFieldName(STATUS);
    json.writeString(reading.status().name());
    json.writeFieldName(AGE);
    if (reading.newest() == Long.MIN_VALUE) {
      json.writeNull();
    } else {
      json.writeNumber(now - reading.newest());
    }
    json.writeFieldName(EFFECTIVE);
    json.writeString(
        reading.asOf() == now ? asOf : Instant.ofEpochMilli(reading.asOf()).toString());
    json.writeFieldName(GENERATION);
    if (reading.source().generation().isPresent()) {
      json.writeNumber(reading.source().generation().get().number());
    } else {
      json.writeNull();
    }
    json.writeFieldName(FINGERPRINT);
    json.writeString(reading.view().fingerprint());
    json.writeEndObject();
  }
}
