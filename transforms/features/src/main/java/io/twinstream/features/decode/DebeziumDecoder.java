package io.twinstream.features.decode;

import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import java.io.IOException;
import java.util.Map;

/**
 * Decodes the envelopes of Debezium: the row after the change, or before a delete, with the columns
 * of {@link io.twinstream.features.definition.ChangeRules#COLUMNS}. Dead letters keep the envelope.
 */
final class DebeziumDecoder implements EventDecoder {
  private final EventDecoder rows;
  private final DebeziumRow row;
  private final Source source;
  private final int maxBytes;

  /**
   * @param rows decodes the unwrapped rows
   */
  DebeziumDecoder(EventDecoder rows, Source source, int maxBytes) {
    this.rows = rows;
    this.row = new DebeziumRow(source);
    this.source = source;
    this.maxBytes = maxBytes;
  }

  @Override
  public Decoded decode(RawRecord record) {
    byte[] payload = record.payload();
    if (payload == null || payload.length > maxBytes) {
      return rows.decode(record); // The tombstone behind a delete, or a dead letter.
    }
    try {
      Object read = JsonTree.read(payload);
      Object schema = null;
      if (read instanceof Map<?, ?> whole && whole.get("payload") instanceof Map<?, ?> part) {
        schema = whole.get("schema");
        read = part;
      }
      if (!(read instanceof Map<?, ?> envelope)) {
        return refuse(record, Reason.MALFORMED, "not an envelope of Debezium");
      }
      byte[] unwrapped = JsonTree.write(row.of(envelope, schema, record.known()));
      return unwrapped == null
          ? refuse(record, Reason.MALFORMED, "a text has half of a surrogate pair")
          : original(rows.decode(with(record, unwrapped)), payload);
    } catch (NoRowException e) {
      return refuse(record, e.reason(), e.getMessage());
    } catch (IOException e) {
      return rows.decode(record); // Not JSON, and the dead letter tells why.
    }
  }

  private static RawRecord with(RawRecord record, byte[] payload) {
    return new RawRecord(
        record.position(),
        record.known(),
        record.time(),
        payload,
        record.skipped(),
        record.envelope());
  }

  private DeadLetter refuse(RawRecord record, Reason reason, String detail) {
    return DeadLetter.of(
        source.name(), record.position(), record.known(), reason, detail, record.payload());
  }

  private Decoded original(Decoded decoded, byte[] payload) {
    return decoded instanceof DeadLetter letter
        ? DeadLetter.of(
            source.name(),
            letter.position(),
            letter.known(),
            letter.reason(),
            letter.detail(),
            payload)
        : decoded;
  }
}
