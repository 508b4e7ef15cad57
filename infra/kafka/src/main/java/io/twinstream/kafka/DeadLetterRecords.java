package io.twinstream.kafka;

import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Envelope;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Dead letters as records of a topic: the key is the position of the original record, the value its
 * bytes, the headers contain the rest.
 */
public final class DeadLetterRecords {
  private static final String PREFIX = "twinstream.";

  /** Before the names of the original's headers. A producer's headers may have any names. */
  private static final String ORIGINAL = PREFIX + "header.";

  private DeadLetterRecords() {}

  /** Returns the record that publishes a dead letter. */
  public static ProducerRecord<byte[], byte[]> of(String topic, DeadLetter letter) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, bytes(letter.position().toString()), letter.payload());
    put(record, "source", letter.source());
    put(record, "reason", letter.reason().name());
    put(record, "detail", letter.detail());
    put(record, "known", Long.toString(letter.known()));
    put(record, "size", Long.toString(letter.size()));
    put(record, "sha256", letter.sha256());
    Envelope envelope = letter.envelope();
    if (envelope.timestamp() != Envelope.NO_TIMESTAMP) {
      put(record, "timestamp", Long.toString(envelope.timestamp()));
    }
    if (envelope.cut()) {
      put(record, "envelope_cut", "true");
    }
    if (envelope.key() != null) {
      record.headers().add(PREFIX + "key", envelope.key());
    }
    for (Envelope.Header each : envelope.headers()) {
      record.headers().add(ORIGINAL + each.name(), each.value());
    }
    return record;
  }

  private static void put(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(PREFIX + name, bytes(value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the dead letter that a record publishes.
   *
   * @throws IllegalArgumentException if it publishes none
   */
  public static DeadLetter read(ConsumerRecord<byte[], byte[]> record) {
    return new DeadLetter(
        get(record, "source"),
        Position.parse(new String(record.key(), StandardCharsets.UTF_8)),
        Long.parseLong(get(record, "known")),
        Reason.valueOf(get(record, "reason")),
        get(record, "detail"),
        record.value() == null ? new byte[0] : record.value(),
        Long.parseLong(get(record, "size")),
        get(record, "sha256"),
        envelope(record.headers()));
  }

  private static Envelope envelope(Headers headers) {
    Header key = headers.lastHeader(PREFIX + "key");
    Header timestamp = headers.lastHeader(PREFIX + "timestamp");
    List<Envelope.Header> own = new ArrayList<>();
    for (Header header : headers) {
      if (header.key().startsWith(ORIGINAL)) {
        own.add(new Envelope.Header(header.key().substring(ORIGINAL.length()), header.value()));
      }
    }
    return new Envelope(
        key == null ? null : key.value(),
        timestamp == null
            ? Envelope.NO_TIMESTAMP
            : Long.parseLong(new String(timestamp.value(), StandardCharsets.UTF_8)),
        own,
        headers.lastHeader(PREFIX + "envelope_cut") != null);
  }

  private static String get(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(PREFIX + name);
    if (header == null) {
      throw new IllegalArgumentException(
          "the record at offset %d of %s is not a dead letter: it has no header twinstream.%s"
              .formatted(record.offset(), record.topic(), name));
    }
    return new String(header.value(), StandardCharsets.UTF_8);
  }
}
