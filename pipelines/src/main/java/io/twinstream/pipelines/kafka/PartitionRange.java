package io.twinstream.pipelines.kafka;

import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.TopicId;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.Patience;
import io.twinstream.kafka.RawRecords;
import io.twinstream.kafka.Topics;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * A range of a partition's log, to be read once.
 *
 * @param from the first offset
 * @param to the end, exclusive; compacted and transactional logs have gaps before it
 * @param known the greatest known time before it; {@link Long#MIN_VALUE} if there is none
 * @param logAppendTime whether the topic uses LogAppendTime
 */
public record PartitionRange(
    String bootstrapServers,
    TopicId topic,
    int partition,
    long from,
    long to,
    long known,
    boolean logAppendTime)
    implements Serializable {
  private static final Duration POLL = Duration.ofMillis(500);

  /**
   * Reads the range.
   *
   * @throws IllegalStateException if another topic has the name now
   * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException if records are deleted
   */
  public void forEach(Consumer<RawRecord> visitor) {
    TopicPartition at = new TopicPartition(topic.name(), partition);
    RawRecords records = new RawRecords(topic, logAppendTime, Map.of(partition, known));
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
            visitor.accept(records.of(record));
          }
        }
      }
      topics.require(topic); // still the same topic
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
