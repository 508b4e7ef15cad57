package io.twinstream.features.format;

import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.LiveLimits;
import io.twinstream.features.definition.RecordFormat;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes records of formats with schemas. A record in Confluent's wire format begins with a zero
 * byte and the id of its schema, for which a reader is compiled once.
 */
final class PayloadDecoder implements EventDecoder {
  /** The magic byte and the id of the schema. */
  private static final int FRAMING = 5;

  /** An application has few schemas; a flood of bad ids must not fill the memory. */
  private static final int MAX_READERS = 1_000;

  private final Source source;
  private final RecordFormat.Kind kind;
  private final EventBuilder builder;
  private final LiveLimits limits;
  private final WriterSchemas registry;
  private final Map<Integer, PayloadReader> readers = new HashMap<>();
  private int lastId;
  private PayloadReader last;

  PayloadDecoder(Source source, EventBuilder builder, int maxBytes, WriterSchemas registry) {
    this.source = source;
    this.kind = source.format().kind();
    this.builder = builder;
    this.limits = new LiveLimits(builder, source, maxBytes);
    this.registry = registry;
    if (!source.format().registry()) {
      SchemaText schema =
          source
              .format()
              .schema()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          source.name() + " has no schema and no registry"));
      this.last = compiled(schema);
    }
  }

  @Override
  public Decoded decode(RawRecord record) {
    Decoded decided = limits.begin(record);
    if (decided != null) {
      return decided;
    }
    byte[] bytes = record.payload();
    PayloadReader reader = last;
    if (source.format().registry()) {
      if (bytes.length < FRAMING || bytes[0] != 0) {
        return builder.refuse(record, Reason.MALFORMED, unframed(bytes));
      }
      // Whatever is wrong with the registry, it is not the record: its exceptions pass.
      int id = id(bytes);
      reader = id == lastId && last != null ? last : find(id);
      if (reader == null) {
        return builder.refuse(record, Reason.UNKNOWN_SCHEMA, "no schema has the id " + id);
      }
    }
    try {
      reader.read(bytes, source.format().registry() ? FRAMING : 0);
    } catch (BadPayload | IllegalArgumentException e) {
      builder.malformed("not " + kind + ": " + e.getMessage());
    }
    return builder.finish(record.position(), record.known(), record::payload);
  }

  private static int id(byte[] bytes) {
    return (bytes[1] & 0xFF) << 24
        | (bytes[2] & 0xFF) << 16
        | (bytes[3] & 0xFF) << 8
        | (bytes[4] & 0xFF);
  }

  private static String unframed(byte[] bytes) {
    return bytes.length < FRAMING
        ? "%d bytes, without the id of a schema".formatted(bytes.length)
        : "its first byte is %d instead of 0, which precedes the id of a schema"
            .formatted(bytes[0] & 0xFF);
  }

  /** Returns the reader of a schema; null if there is no such schema. */
  private PayloadReader find(int id) {
    PayloadReader reader = readers.get(id);
    if (reader == null) {
      Optional<WriterSchema> found = registry.byId(id);
      if (found.isEmpty()) {
        return null;
      }
      reader =
          found.get().kind() == kind
              ? compiled(found.get().schema())
              : refusing(
                  "schema %d is one of %s instead of %s".formatted(id, found.get().kind(), kind));
      if (readers.size() >= MAX_READERS) {
        readers.clear();
      }
      readers.put(id, reader);
    }
    lastId = id;
    last = reader;
    return reader;
  }

  private PayloadReader compiled(SchemaText schema) {
    try {
      return PayloadFormat.of(kind).reader(schema, source, builder);
    } catch (BadPayload | IllegalArgumentException e) {
      return refusing(e.getMessage());
    }
  }

  private static PayloadReader refusing(String why) {
    return (bytes, from) -> {
      throw new BadPayload(why);
    };
  }
}
