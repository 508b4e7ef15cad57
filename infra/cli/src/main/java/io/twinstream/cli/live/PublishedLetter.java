package io.twinstream.cli.live;

import io.twinstream.features.event.Envelope;
import io.twinstream.features.event.Reason;
import io.twinstream.features.event.TopicId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A dead letter as the live job publishes it: the key is the original record's position, the value
 * its bytes, the headers contain the rest.
 *
 * @param position of the original: {@code topic#id/partition@offset}
 * @param source the source's name
 * @param reason of the refusal
 * @param detail of the problem
 * @param known the known time of the original
 * @param size of the original in bytes
 * @param sha256 of the original; empty unless the payload is truncated
 * @param payload the original's bytes, or the first of them
 * @param envelope the original's key, timestamp and headers
 */
@SuppressWarnings("ArrayRecordComponent") // identified by its position
public record PublishedLetter(
    String position,
    String source,
    Reason reason,
    String detail,
    Instant known,
    long size,
    String sha256,
    byte[] payload,
    Envelope envelope) {
  private static final String PREFIX = "twinstream.";
  private static final String ORIGINAL = PREFIX + "header.";

  static PublishedLetter of(ConsumerRecord<byte[], byte[]> record) {
    return new PublishedLetter(
        new String(record.key(), StandardCharsets.UTF_8),
        header(record, "source"),
        Reason.valueOf(header(record, "reason")),
        header(record, "detail"),
        Instant.ofEpochMilli(Long.parseLong(header(record, "known"))),
        Long.parseLong(header(record, "size")),
        header(record, "sha256"),
        record.value() == null ? new byte[0] : record.value(),
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

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(PREFIX + name);
    if (header == null) {
      throw new IllegalArgumentException(
          "the record at offset %d of %s is not a dead letter: it has no header twinstream.%s"
              .formatted(record.offset(), record.topic(), name));
    }
    return new String(header.value(), StandardCharsets.UTF_8);
  }

  /** All fields except the payload, for JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("position", position);
    map.put("source", source);
    map.put("reason", reason.name());
    map.put("detail", detail);
    map.put("known", known.toString());
    map.put("size", size);
    return map;
  }

  /** The position; with the source if that is enriched, since several may have failed there. */
  public String id() {
    return isOriginal() ? position : position + " " + source;
  }

  /** Whether it is the original of a record, and not an event made of an accepted one. */
  public boolean isOriginal() {
    return reason != Reason.NOT_ENRICHED;
  }

  /** Whether the payload, the key or the headers are truncated. */
  public boolean isCut() {
    return isPayloadCut() || envelope.cut();
  }

  /** Whether the payload is truncated. */
  public boolean isPayloadCut() {
    return payload.length < size;
  }

  /** The topic of the original. */
  public String topic() {
    return TopicId.parse(position.substring(0, position.lastIndexOf('/'))).name();
  }
}
