package io.twinstream.pipelines.kafka;

import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.Patience;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Reads a compacted topic as a set of keys: those whose last record has a value. */
public final class CompactedTopic {
  private static final Duration POLL = Duration.ofMillis(200);

  private CompactedTopic() {}

  /** The current keys; none if the topic does not exist. */
  public static List<byte[]> keys(String bootstrapServers, String topic) {
    Map<String, Object> properties =
        Map.of(
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    Set<ByteBuffer> keys = new TreeSet<>();
    try (var consumer = KafkaClients.of(bootstrapServers).consumer(properties)) {
      List<PartitionInfo> found = consumer.listTopics().get(topic);
      if (found == null) {
        return List.of();
      }
      List<TopicPartition> partitions =
          found.stream().map(each -> new TopicPartition(topic, each.partition())).toList();
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
