package io.twinstream.pipelines.kafka;

import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.TopicId;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.Patience;
import io.twinstream.kafka.Topics;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * A piece of a topic's log, to be read to its end.
 *
 * @param from the first offset
 * @param to the first offset after it; compacted and transactional logs have gaps before that
 */
public record ReadLog(String bootstrapServers, TopicId topic, int partition, long from, long to)
    implements Serializable {
  private static final Duration POLL = Duration.ofMillis(500);

  /** Large enough to be worth a consumer. */
  private static final long PIECE = 250_000;

  /** Cuts a range of offsets into pieces that can be read side by side. */
  public static List<ReadLog> pieces(
      String bootstrapServers, TopicId topic, int partition, long from, long to) {
    List<ReadLog> pieces = new ArrayList<>();
    for (long at = from; at < to; at += PIECE) {
      pieces.add(new ReadLog(bootstrapServers, topic, partition, at, Math.min(to, at + PIECE)));
    }
    return pieces;
  }

  /**
   * Reads it.
   *
   * @throws IllegalStateException if another topic has its name by now
   * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException if records are gone
   */
  public void forEach(Consumer<RawRecord> visitor) {
    TopicPartition at = new TopicPartition(topic.name(), partition);
    String origin = topic.toString();
    KafkaClients kafka = KafkaClients.of(bootstrapServers);
    try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer(properties());
        Topics topics = Topics.of(kafka)) {
      topics.require(topic);
      consumer.assign(List.of(at));
      consumer.seek(at, from);
      Patience patience = Patience.ofAMinute();
      while (consumer.position(at) < to) {
        patience.require(consumer, List.of(at));
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < to) {
            byte[] payload = record.value() == null ? new byte[0] : record.value();
            Position position = new Position(origin, partition, record.offset());
            visitor.accept(new RawRecord(position, record.timestamp(), payload));
          }
        }
      }
      topics.require(topic); // the same as at the beginning
    }
  }

  private static Map<String, Object> properties() {
    return Map.of(
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        "none",
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        ConsumerConfig.RECEIVE_BUFFER_CONFIG,
        1 << 19,
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        2_000);
  }
}
