package io.twinstream.kafka;

import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.TopicId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The current contents of a topic. */
public final class TopicContents {
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaClients kafka;
  private final String topic;

  public TopicContents(String bootstrapServers, String topic) {
    this.kafka = KafkaClients.of(bootstrapServers);
    this.topic = topic;
  }

  /** The number of its offsets: records and transaction markers. */
  public long size() {
    List<TopicPartition> partitions = partitions();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      return sum(consumer.endOffsets(partitions)) - sum(consumer.beginningOffsets(partitions));
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  private static long sum(Map<TopicPartition, Long> offsets) {
    return offsets.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Visits every current record, in the order of offsets within each partition. */
  public void forEach(Consumer<RawRecord> visitor) {
    RawRecords records;
    try (Topics topics = Topics.of(kafka)) {
      TopicId described = topics.describe(topic).topic();
      records = new RawRecords(described, topics.logAppendTime(topic), Map.of());
    }
    forEachRecord(record -> visitor.accept(records.of(record)));
  }

  /** The same, with keys and headers. */
  public void forEachRecord(Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    List<TopicPartition> partitions = partitions();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Patience patience = Patience.ofAMinute();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        patience.require(consumer, partitions);
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < ends.get(new TopicPartition(topic, record.partition()))) {
            visitor.accept(record);
          }
        }
      }
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  private KafkaFailure failed(KafkaException e) {
    return kafka.failed("cannot read the topic '" + topic + "'", e);
  }

  /** A consumer treats a missing topic as an empty one. */
  private List<TopicPartition> partitions() {
    try (Topics topics = Topics.of(kafka)) {
      return topics.describe(topic).partitions().stream()
          .map(partition -> new TopicPartition(topic, partition))
          .toList();
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return kafka.consumer(Map.of("max.partition.fetch.bytes", 16 << 20));
  }
}
