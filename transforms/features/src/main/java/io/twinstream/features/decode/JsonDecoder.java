package io.twinstream.features.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.base.Utf8;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Decodes records of one JSON object each with a streaming parser. Undeclared fields are skipped.
 */
final class JsonDecoder implements EventDecoder {
  /** The magic byte and the id of the schema. */
  private static final int FRAMING = 5;

  private final EventBuilder builder;
  private final RecordPaths paths;
  private final JsonValues values;
  private final LiveLimits limits;

  JsonDecoder(EventBuilder builder, Source source, int maxBytes) {
    this.builder = builder;
    this.paths = builder.paths();
    this.values = new JsonValues(builder);
    this.limits = new LiveLimits(builder, source, maxBytes);
  }

  @Override
  public Decoded decode(RawRecord record) {
    Decoded decided = limits.begin(record);
    if (decided != null) {
      return decided;
    }
    byte[] bytes = record.payload();
    if (isFramed(bytes)) {
      return builder.refuse(record, Reason.MALFORMED, framing(bytes));
    }
    if (!Utf8.isWellFormed(bytes) || isUtf16(bytes)) {
      return builder.refuse(record, Reason.MALFORMED, "not UTF-8");
    }
    try (JsonParser parser = LenientJson.FACTORY.createParser(bytes)) {
      readObject(parser);
    } catch (IOException e) {
      builder.malformed("not JSON: " + firstLine(e.getMessage()));
    }
    return builder.finish(record.position(), record.known(), record::payload);
  }

  /**
   * Reports whether the record begins like those of serializers that use a schema registry. No JSON
   * begins like this.
   */
  private static boolean isFramed(byte[] bytes) {
    return bytes.length > FRAMING && bytes[0] == 0 && bytes[1] == 0;
  }

  private static String framing(byte[] bytes) {
    return ("not JSON: a record in the wire format of a schema registry (magic byte 0, schema id"
            + " %d); declare its format in the source, as format: avro or protobuf")
        .formatted(ByteBuffer.wrap(bytes).getInt(1));
  }

  /**
   * Reports whether the parser would guess UTF-16, from zero bytes, which are valid UTF-8 and never
   * begin JSON.
   */
  private static boolean isUtf16(byte[] bytes) {
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private void readObject(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      builder.malformed("not a JSON object");
      return;
    }
    values.begin();
    String name = parser.nextFieldName();
    while (name != null) {
      parser.nextToken();
      RecordPaths at = paths.key(name);
      if (at != null) {
        values.read(parser, at);
      }
      parser.skipChildren();
      name = parser.nextFieldName();
    }
    if (parser.nextToken() != null) {
      builder.malformed("content follows the JSON object");
    }
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
