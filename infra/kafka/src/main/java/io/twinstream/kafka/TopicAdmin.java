package io.twinstream.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates topics, and reads their settings and the positions of consumer groups. */
public final class TopicAdmin implements AutoCloseable {
  private static final int ANSWERS_WITHIN_MS = 30_000;

  private final KafkaClients kafka;
  private final Admin admin;

  private TopicAdmin(KafkaClients kafka, Admin admin) {
    this.kafka = kafka;
    this.admin = admin;
  }

  public static TopicAdmin connect(String bootstrapServers) {
    KafkaClients kafka = KafkaClients.of(bootstrapServers);
    Admin admin =
        kafka.admin(
            Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWERS_WITHIN_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWERS_WITHIN_MS));
    return new TopicAdmin(kafka, admin);
  }

  /**
   * The settings of a topic.
   *
   * @param partitions the number of partitions
   * @param replication the number of copies of its first partition
   * @param configs all settings by Kafka's names, with the defaults of the brokers
   */
  public record Existing(int partitions, int replication, Map<String, String> configs) {}

  /** Returns the settings of a topic; empty if it does not exist. */
  public Optional<Existing> find(String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      TopicDescription found =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      Map<String, String> configs = new TreeMap<>();
      for (ConfigEntry entry :
          admin.describeConfigs(List.of(resource)).all().get().get(resource).entries()) {
        configs.put(entry.name(), String.valueOf(entry.value()));
      }
      return Optional.of(
          new Existing(
              found.partitions().size(), found.partitions().get(0).replicas().size(), configs));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw kafka.failed("cannot describe topic '" + topic + "'", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Creates a topic, and waits until the brokers know it. Settings that are not given are the
   * defaults of the brokers.
   *
   * @throws KafkaFailure if it exists, or the brokers refuse it
   */
  public void create(
      String topic,
      Optional<Integer> partitions,
      Optional<Integer> replication,
      Map<String, String> configs) {
    NewTopic created =
        new NewTopic(topic, partitions, replication.map(Integer::shortValue)).configs(configs);
    await("cannot create topic '" + topic + "'", admin.createTopics(List.of(created)).all());
    long deadline = System.nanoTime() + Duration.ofMillis(ANSWERS_WITHIN_MS).toNanos();
    while (find(topic).isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  /**
   * Returns the positions of a consumer group, by topic and partition; empty for a group without
   * positions.
   */
  public Map<String, Map<Integer, Long>> positions(String group) {
    Map<String, Map<Integer, Long>> positions = new TreeMap<>();
    await(
            "cannot read the positions of the consumer group '" + group + "'",
            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (at, offset) ->
                positions
                    .computeIfAbsent(at.topic(), topic -> new TreeMap<>())
                    .put(at.partition(), offset.offset()));
    return positions;
  }

  private <T> T await(String otherwise, KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw kafka.failed(otherwise, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
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
