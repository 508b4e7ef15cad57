package io.twinstream.cli.deadletter;

import io.twinstream.cli.parity.TopicContents;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The dead letters of a topic, each once: after a restore some are published again. */
public final class Letters {
  /** Where the live job publishes them unless said. */
  public static final String TOPIC = "twinstream.dead-letters";

  private Letters() {}

  /** All dead letters of a topic, in its order, by position. */
  public static Map<String, PublishedLetter> read(String bootstrapServers, String topic) {
    Map<String, PublishedLetter> letters = new LinkedHashMap<>();
    new TopicContents(bootstrapServers, topic)
        .forEachRecord(
            record -> {
              PublishedLetter letter = PublishedLetter.of(record);
              letters.putIfAbsent(letter.position(), letter);
            });
    return letters;
  }

  /**
   * Sends the originals to the topics that they came from, as new records.
   *
   * @throws IllegalStateException if one is not delivered
   */
  public static void sendAgain(String bootstrapServers, List<PublishedLetter> letters) {
    Map<String, Object> configuration =
        Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "max.request.size", 16 << 20);
    try (var producer =
        new KafkaProducer<>(configuration, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent =
          letters.stream()
              .map(l -> producer.send(new ProducerRecord<>(l.topic(), l.payload())))
              .toList();
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a record was not delivered", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending", e);
    }
  }
}
