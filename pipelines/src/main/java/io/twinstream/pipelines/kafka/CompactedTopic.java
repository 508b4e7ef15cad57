package io.twinstream.pipelines.kafka;

import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.Patience;
import io.twinstream.kafka.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads a compacted topic as a set of keys: those whose last record has a value. */
public final class CompactedTopic {
  private static final Duration POLL = Duration.ofMillis(200);

  private CompactedTopic() {}

  /**
   * Returns the current keys; none if the topic does not exist.
   *
   * @throws io.twinstream.kafka.KafkaFailure if the brokers do not answer, or the user may not read
   *     the topic
   */
  public static List<byte[]> keys(String bootstrapServers, String topic) {
    KafkaClients kafka = KafkaClients.of(bootstrapServers);
    try (Topics topics = Topics.of(kafka)) {
      Optional<Topics.Described> found = topics.find(topic);
      return found.isEmpty() ? List.of() : keys(kafka, found.get());
    } catch (KafkaException e) {
      throw kafka.failed("cannot read topic '" + topic + "'", e);
    }
  }

  private static List<byte[]> keys(KafkaClients kafka, Topics.Described topic) {
    Map<String, Object> properties =
        Map.of(
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    Set<ByteBuffer> keys = new TreeSet<>();
    try (var consumer = kafka.consumer(properties)) {
      List<TopicPartition> partitions =
          topic.partitions().stream()
              .map(id -> new TopicPartition(topic.topic().name(), id))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Patience patience = Patience.ofAMinute();
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        patience.require(consumer, partitions);
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(keys, record);
        }
      }
    }
    return keys.stream().map(ByteBuffer::array).toList();
  }

  private static void take(Set<ByteBuffer> keys, ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    if (record.value() == null) {
      keys.remove(ByteBuffer.wrap(record.key()));
    } else {
      keys.add(ByteBuffer.wrap(record.key()));
    }
  }
}
