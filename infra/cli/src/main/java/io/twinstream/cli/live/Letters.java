package io.twinstream.cli.live;

import io.twinstream.features.event.Envelope;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.TopicContents;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Reads the dead letters of a topic, each once, although a restore publishes some again. */
public final class Letters {
  private Letters() {}

  /** All dead letters of a topic, in order, by {@link PublishedLetter#id}. */
  public static Map<String, PublishedLetter> read(String bootstrapServers, String topic) {
    Map<String, PublishedLetter> letters = new LinkedHashMap<>();
    new TopicContents(bootstrapServers, topic)
        .forEachRecord(
            record -> {
              PublishedLetter letter = PublishedLetter.of(record);
              letters.putIfAbsent(letter.id(), letter);
            });
    return letters;
  }

  /**
   * Sends the originals to their topics, as new records with the same keys and headers.
   *
   * @param now whether they get the current time instead of their own timestamps
   * @throws IllegalStateException if one is not acknowledged
   */
  public static void sendAgain(
      String bootstrapServers, List<PublishedLetter> letters, boolean now) {
    KafkaClients kafka = KafkaClients.of(bootstrapServers);
    try (var producer = kafka.producer(Map.of("acks", "all", "max.request.size", 16 << 20))) {
      List<Future<RecordMetadata>> sent =
          letters.stream().map(letter -> producer.send(original(letter, now))).toList();
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw kafka.failed("a record was not acknowledged", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending", e);
    }
  }

  private static ProducerRecord<byte[], byte[]> original(PublishedLetter letter, boolean now) {
    Envelope envelope = letter.envelope();
    boolean own = !now && envelope.timestamp() != Envelope.NO_TIMESTAMP;
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            letter.topic(),
            null,
            own ? envelope.timestamp() : null,
            envelope.key(),
            letter.payload());
    for (Envelope.Header header : envelope.headers()) {
      record.headers().add(header.name(), header.value());
    }
    return record;
  }
}
