package io.twinstream.features.format;

import io.twinstream.features.decode.EventJson;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Writes records of a topic, in the format that a source declares. */
public final class TopicEncoder {
  /** Registers no schemas. */
  public static final ToIntFunction<WriterSchema> NO_REGISTRY =
      schema -> {
        throw new IllegalArgumentException(
            "the records name their schema in a schema registry, and none is given");
      };

  private final Source source;

  /** Null for JSON. */
  private final PayloadWriter writer;

  /** The zero byte and the id of the schema; empty without a registry. */
  private final byte[] framing;

  private TopicEncoder(Source source, PayloadWriter writer, byte[] framing) {
    this.source = source;
    this.writer = writer;
    this.framing = framing;
  }

  /**
   * Creates an encoder.
   *
   * @param register registers a schema and returns its id
   * @throws IllegalArgumentException if the source has no schema to write with
   */
  public static TopicEncoder of(Source source, ToIntFunction<WriterSchema> register) {
    if (source.format().isJson()) {
      return new TopicEncoder(source, null, new byte[0]);
    }
    WriterSchema schema =
        new WriterSchema(
            source.format().kind(),
            source
                .format()
                .schema()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            ("source '%s' has no schema to write records with; name one, as format:"
                                    + " {type: %s, schema: FILE, registry: true}")
                                .formatted(
                                    source.name(),
                                    source
                                        .format()
                                        .kind()
                                        .name()
                                        .toLowerCase(java.util.Locale.ROOT)))));
    byte[] framing =
        source.format().registry()
            ? ByteBuffer.allocate(1 + Integer.BYTES)
                .put((byte) 0)
                .putInt(register.applyAsInt(schema))
                .array()
            : new byte[0];
    PayloadWriter writer = PayloadFormat.of(schema.kind()).writer(schema.schema(), source);
    return new TopicEncoder(source, writer, framing);
  }

  /**
   * Returns the record of an event.
   *
   * @throws IllegalArgumentException if the event does not fit the schema
   */
  public byte[] encode(Event event) {
    return writer == null
        ? EventJson.write(source.schema(), event)
        : framed(writer.write(EventJson.values(source.schema(), event)));
  }

  /**
   * Returns the record of a JSON object.
   *
   * @throws IllegalArgumentException if it is no JSON object, or does not fit the schema
   */
  public byte[] encode(byte[] json) {
    if (writer == null) {
      return json;
    }
    Map<String, Object> values = JsonValue.parse(json);
    return framed(writer.write(values));
  }

  private byte[] framed(byte[] body) {
    return ByteBuffer.allocate(framing.length + body.length).put(framing).put(body).array();
  }
}
