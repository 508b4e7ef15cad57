package io.twinstream.features.definition;

import io.twinstream.features.text.Durations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A Kafka topic and its declared settings. Settings that are not declared are left to the brokers.
 * None of them changes what a feature is.
 *
 * @param name as the brokers know it
 * @param key the field of its events that producers use as the key of records, so that the records
 *     of an entity stay in order
 * @param partitions the number of partitions
 * @param replication the number of copies of each partition
 * @param retention how long records stay, or {@link #UNLIMITED}
 * @param cleanup what happens to old records
 * @param timestamps who sets the timestamps of records
 */
public record Topic(
    String name,
    Optional<String> key,
    Optional<Integer> partitions,
    Optional<Integer> replication,
    Optional<Duration> retention,
    Optional<Cleanup> cleanup,
    Optional<Timestamps> timestamps) {

  /** The retention of records that stay forever, in Kafka's form. */
  public static final Duration UNLIMITED = Duration.ofMillis(-1);

  /** What happens to old records. */
  public enum Cleanup {
    /** They are deleted at the end of the retention. */
    DELETE,
    /** Of each key, the latest record stays. */
    COMPACT
  }

  /** Who sets the timestamps of records. */
  public enum Timestamps {
    /** The broker, when it appends a record. */
    LOG_APPEND_TIME,
    /** The producer. */
    CREATE_TIME
  }

  public Topic {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(partitions, "partitions");
    Objects.requireNonNull(replication, "replication");
    Objects.requireNonNull(retention, "retention");
    Objects.requireNonNull(cleanup, "cleanup");
    Objects.requireNonNull(timestamps, "timestamps");
  }

  /** Returns a topic without declared settings. */
  public static Topic of(String name) {
    return new Topic(
        name,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns the declared settings as they are written, in a fixed order. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    key.ifPresent(field -> settings.put("key", field));
    partitions.ifPresent(count -> settings.put("partitions", count.toString()));
    replication.ifPresent(count -> settings.put("replication", count.toString()));
    retention.ifPresent(
        time ->
            settings.put(
                "retention", time.equals(UNLIMITED) ? "unlimited" : Durations.format(time)));
    cleanup.ifPresent(policy -> settings.put("cleanup", written(policy)));
    timestamps.ifPresent(type -> settings.put("timestamps", written(type)));
    return settings;
  }

  /** Returns the declared settings in one line: {@code partitions 12, retention 7d}. */
  public String written() {
    return settings().isEmpty()
        ? "none"
        : settings().entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining(", "));
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
