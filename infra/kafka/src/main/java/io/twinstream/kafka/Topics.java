package io.twinstream.kafka;

import io.twinstream.features.event.TopicId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Reads the metadata of topics from the brokers. */
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

  /** A topic, and the numbers of its partitions. */
  public record Described(TopicId topic, Set<Integer> partitions) {}

  /**
   * Describes a topic.
   *
   * @throws KafkaFailure if the brokers do not answer, the topic does not exist, or the user may
   *     not describe it
   */
  public Described describe(String topic) {
    try {
      return described(topic);
    } catch (ExecutionException e) {
      throw failed(topic, e);
    }
  }

  /**
   * Like {@link #describe}; empty if the topic does not exist. A list of all topics would leave out
   * topics that the user may not describe.
   *
   * @throws KafkaFailure if the brokers do not answer, or the user may not describe the topic
   */
  public Optional<Described> find(String topic) {
    try {
      return Optional.of(described(topic));
    } catch (ExecutionException e) {
      if (isUnknown(e)) {
        return Optional.empty();
      }
      throw failed(topic, e);
    }
  }

  private Described described(String topic) throws ExecutionException {
    try {
      TopicDescription found =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      return new Described(
          new TopicId(topic, found.topicId().toString()),
          found.partitions().stream()
              .map(TopicPartitionInfo::partition)
              .collect(Collectors.toCollection(TreeSet::new)));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Describes a topic, and requires it to have this id.
   *
   * @throws IllegalStateException with what to do
   */
  public Described require(TopicId topic) {
    Described found = describe(topic.name());
    if (!found.topic().equals(topic)) {
      throw replaced(topic, found.topic());
    }
    return found;
  }

  /** Creates the exception for a topic whose id differs from that of the positions. */
  public static IllegalStateException replaced(TopicId then, TopicId now) {
    return new IllegalStateException(
        ("topic '%s' was deleted and created again: the positions are of the topic with the id %s,"
                + " and Kafka has one with the id %s, whose offsets are of other records; start a"
                + " job without --restore, which reads the new topic from its beginning")
            .formatted(then.name(), then.id().isEmpty() ? "(none)" : then.id(), now.id()));
  }

  /**
   * Returns the message about a topic with more partitions than a job reads.
   *
   * @param read how many the job reads
   */
  public static String unread(String topic, int count, int read) {
    return ("topic '%s' has %d partitions and the job reads %d: events in the others are not read,"
            + " and nothing of its views is complete from then on; start a new job, without"
            + " --restore, and with --bootstrap if logs have what the topic no longer has")
        .formatted(topic, count, read);
  }

  /** Reports whether the broker sets the timestamps of the topic's records (LogAppendTime). */
  public boolean logAppendTime(String topic) {
    return LOG_APPEND_TIME.equals(
        setting(topic, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).orElse(""));
  }

  /** Reports whether the topic accepts records with timestamps arbitrarily far in the future. */
  public boolean takesTimesAhead(String topic) {
    return !logAppendTime(topic)
        && setting(topic, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG)
            .map(Long::valueOf)
            .filter(limit -> limit < Long.MAX_VALUE)
            .isEmpty();
  }

  /** Reports whether the topic is compacted: Kafka removes older records of a key. */
  public boolean compacted(String topic) {
    return setting(topic, TopicConfig.CLEANUP_POLICY_CONFIG)
        .filter(policy -> policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT))
        .isPresent();
  }

  private Optional<String> setting(String topic, String name) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      return Optional.ofNullable(
              admin.describeConfigs(List.of(resource)).all().get().get(resource).get(name))
          .map(ConfigEntry::value);
    } catch (ExecutionException e) {
      throw failed(topic, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Finds the records that a reader of a topic can no longer read: those between its positions and
   * the beginning of the log, or beyond its end.
   *
   * @param next by partition, the next offset to read
   * @return a description; empty if no record is missing
   */
  public Optional<String> lost(TopicId topic, Map<Integer, Long> next) {
    Map<Integer, Long> begins = begins(topic.name());
    Map<Integer, Long> ends = appended(topic.name());
    List<String> lost = new ArrayList<>();
    long count = 0;
    for (Map.Entry<Integer, Long> each : new TreeMap<>(next).entrySet()) {
      int partition = each.getKey();
      long begin = begins.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, Long.MAX_VALUE);
      if (each.getValue() >= 0 && each.getValue() < begin) {
        count += begin - each.getValue();
        lost.add(
            "of partition %d, offsets %d to %d".formatted(partition, each.getValue(), begin - 1));
      } else if (each.getValue() > end) {
        count += each.getValue() - end;
        lost.add(
            "of partition %d, which ends at %d, offsets up to %d"
                .formatted(partition, end, each.getValue() - 1));
      }
    }
    return lost.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%d offsets of topic '%s' are gone from Kafka: %s"
                .formatted(count, topic.name(), String.join(", ", lost)));
  }

  /** Returns the first offset of the log, by partition. */
  public TreeMap<Integer, Long> begins(String topic) {
    return offsets(topic, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED);
  }

  /** Returns the last stable offset, up to which records can be read, by partition. */
  public TreeMap<Integer, Long> ends(String topic) {
    return offsets(topic, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
  }

  /**
   * Returns the offset of the next record, by partition; if a transaction is open, it is beyond the
   * last stable offset.
   */
  public TreeMap<Integer, Long> appended(String topic) {
    return offsets(topic, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
  }

  /** Returns the greatest timestamp of a record, by partition; of an empty one, a negative one. */
  public TreeMap<Integer, Long> newest(String topic) {
    TreeMap<Integer, Long> newest = new TreeMap<>();
    list(topic, OffsetSpec.maxTimestamp(), IsolationLevel.READ_COMMITTED)
        .forEach((at, found) -> newest.put(at.partition(), found.timestamp()));
    return newest;
  }

  /**
   * Returns the offset of the first record whose known time is at least a given one, by partition;
   * of a partition without one, the last stable offset.
   */
  public TreeMap<Integer, Long> since(String topic, long millis) {
    TreeMap<Integer, Long> offsets = ends(topic);
    list(topic, OffsetSpec.forTimestamp(millis), IsolationLevel.READ_COMMITTED)
        .forEach(
            (at, found) -> {
              if (found.offset() >= 0) {
                offsets.merge(at.partition(), found.offset(), Math::min);
              }
            });
    return offsets;
  }

  private TreeMap<Integer, Long> offsets(String topic, OffsetSpec which, IsolationLevel level) {
    TreeMap<Integer, Long> offsets = new TreeMap<>();
    list(topic, which, level).forEach((at, found) -> offsets.put(at.partition(), found.offset()));
    return offsets;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> list(
      String topic, OffsetSpec which, IsolationLevel level) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition : describe(topic).partitions()) {
      asked.put(new TopicPartition(topic, partition), which);
    }
    try {
      return admin.listOffsets(asked, new ListOffsetsOptions(level)).all().get();
    } catch (ExecutionException e) {
      throw failed(topic, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private IllegalStateException failed(String topic, ExecutionException e) {
    if (isUnknown(e)) {
      return new KafkaFailure(
          "Kafka at %s has no topic '%s'; check its name, or create it before the job starts"
              .formatted(kafka, topic),
          e.getCause());
    }
    return kafka.failed("cannot describe topic '" + topic + "'", e);
  }

  private static boolean isUnknown(ExecutionException e) {
    return e.getCause() instanceof UnknownTopicOrPartitionException;
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
