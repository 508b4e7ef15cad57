package io.twinstream.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the brokers say about their topics. */
public final class Topics implements AutoCloseable {
  private static final String LOG_APPEND_TIME = "LogAppendTime";

  private final KafkaClients kafka;
  private final Admin admin;

  private Topics(KafkaClients kafka, Admin admin) {
    this.kafka = kafka;
    this.admin = admin;
  }

  public static Topics connect(String bootstrapServers) {
    return of(KafkaClients.of(bootstrapServers));
  }

  public static Topics of(KafkaClients kafka) {
    Admin admin =
        kafka.admin(
            Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000));
    return new Topics(kafka, admin);
  }

  /**
   * The numbers of a topic's partitions.
   *
   * @throws IllegalStateException if there is no such topic, or no answer
   */
  public Set<Integer> partitions(String topic) {
    try {
      return new TreeSet<>(
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get()
              .get(topic)
              .partitions()
              .stream()
              .map(TopicPartitionInfo::partition)
              .toList());
    } catch (ExecutionException e) {
      throw failed(topic, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Whether the broker stamps the topic's records when it appends them. */
  public boolean logAppendTime(String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      return admin
          .describeConfigs(List.of(resource))
          .all()
          .get()
          .get(resource)
          .get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
          .value()
          .equals(LOG_APPEND_TIME);
    } catch (ExecutionException e) {
      throw failed(topic, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** The first offset that the log still has, by partition. */
  public TreeMap<Integer, Long> begins(String topic) {
    return offsets(topic, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED);
  }

  /** Up to where records can be read, by partition: the last stable offset. */
  public TreeMap<Integer, Long> ends(String topic) {
    return offsets(topic, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
  }

  /** The offset of the next record, by partition: beyond the end if a transaction is open. */
  public TreeMap<Integer, Long> appended(String topic) {
    return offsets(topic, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
  }

  private TreeMap<Integer, Long> offsets(String topic, OffsetSpec which, IsolationLevel level) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition : partitions(topic)) {
      asked.put(new TopicPartition(topic, partition), which);
    }
    TreeMap<Integer, Long> offsets = new TreeMap<>();
    try {
      admin
          .listOffsets(asked, new ListOffsetsOptions(level))
          .all()
          .get()
          .forEach((at, offset) -> offsets.put(at.partition(), offset.offset()));
      return offsets;
    } catch (ExecutionException e) {
      throw failed(topic, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private IllegalStateException failed(String topic, ExecutionException e) {
    if (e.getCause() instanceof UnknownTopicOrPartitionException) {
      return new IllegalStateException(
          "Kafka at %s has no topic '%s'; create it before the job starts".formatted(kafka, topic),
          e.getCause());
    }
    return kafka.failed("cannot learn about the topic '" + topic + "'", e);
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while asking Kafka", e);
  }

  @Override
  public void close() {
    admin.close();
  }
}
