package io.twinstream.kafka;

import io.twinstream.features.event.Envelope;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Creates envelopes from Kafka records. */
final class Envelopes {
  private Envelopes() {}

  /** Returns the key, timestamp and headers of a record. */
  static Envelope of(ConsumerRecord<byte[], byte[]> record) {
    List<Envelope.Header> headers = List.of();
    for (Header header : record.headers()) {
      if (headers.isEmpty()) {
        headers = new ArrayList<>();
      }
      headers.add(new Envelope.Header(header.key(), header.value()));
    }
    return new Envelope(record.key(), record.timestamp(), headers);
  }
}
