package io.twinstream.cli.topics;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.Topic;
import io.twinstream.features.definition.View;
import io.twinstream.stores.Erasure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A topic that the definitions need.
 *
 * @param use what it is for, such as {@code events of clicks}
 * @param isOfEvents whether a live job reads events from it
 * @param topic its name and declared settings
 * @param partitions how many it gets when it is created; empty for the default of the brokers
 * @param configs Kafka's settings that a created topic gets
 * @param required the least of them, that an existing topic must have too
 */
record WantedTopic(
    String use,
    boolean isOfEvents,
    Topic topic,
    Optional<Integer> partitions,
    Map<String, String> configs,
    Map<String, String> required) {
  static final String TIMESTAMP_TYPE = "message.timestamp.type";
  static final String TIMESTAMP_AFTER = "message.timestamp.after.max.ms";
  static final String CLEANUP = "cleanup.policy";
  static final String RETENTION = "retention.ms";

  static final String CREATE_TIME = "CreateTime";

  private static final String LOG_APPEND_TIME = "LogAppendTime";

  /** A producer whose clock is further ahead is refused, instead of spoiling known time. */
  static final Duration AHEAD = Duration.ofHours(1);

  /**
   * Returns the topics of a project: events and dead letters of its sources, features of its views,
   * and erasures.
   *
   * @param letters the topic of dead letters of sources that declare none
   */
  static List<WantedTopic> of(Project project, String letters) {
    Map<String, WantedTopic> wanted = new LinkedHashMap<>();
    for (Source source : project.streams()) {
      add(wanted, events(source));
    }
    for (Source source : project.streams()) {
      add(wanted, deadLetters(source, letters));
    }
    for (View view : project.liveViews()) {
      features(view).ifPresent(topic -> add(wanted, topic));
    }
    add(wanted, erasures(project.name()));
    return new ArrayList<>(wanted.values());
  }

  private static void add(Map<String, WantedTopic> wanted, WantedTopic topic) {
    wanted.putIfAbsent(topic.topic().name(), topic);
  }

  static WantedTopic events(Source source) {
    Topic topic = source.kafkaTopic();
    Map<String, String> required = declared(topic);
    required.putIfAbsent(CLEANUP, "delete");
    Map<String, String> configs = new LinkedHashMap<>(required);
    configs.putIfAbsent(TIMESTAMP_TYPE, LOG_APPEND_TIME);
    if (configs.get(TIMESTAMP_TYPE).equals(CREATE_TIME)) {
      configs.put(TIMESTAMP_AFTER, String.valueOf(AHEAD.toMillis()));
    }
    return new WantedTopic(
        "events of " + source.name(), true, topic, topic.partitions(), configs, required);
  }

  /**
   * Returns the topic of a source's dead letters.
   *
   * @param otherwise its name if the source declares none
   */
  static WantedTopic deadLetters(Source source, String otherwise) {
    Topic topic = source.deadLetters().orElseGet(() -> Topic.of(otherwise));
    Map<String, String> required = declared(topic);
    required.put(CLEANUP, "delete");
    Optional<Integer> partitions = topic.partitions().or(() -> Optional.of(1));
    return new WantedTopic(
        "dead letters of " + source.name(), false, topic, partitions, required, required);
  }

  /** Returns the compacted topic of the features of a view; empty if it declares none. */
  static Optional<WantedTopic> features(View view) {
    return view.featuresTopic()
        .map(
            topic -> {
              Map<String, String> required = declared(topic);
              required.put(CLEANUP, topic.retention().isPresent() ? "compact,delete" : "compact");
              return new WantedTopic(
                  "features of " + view.id(), false, topic, topic.partitions(), required, required);
            });
  }

  private static WantedTopic erasures(String project) {
    Map<String, String> required = Map.of(CLEANUP, "compact");
    Topic topic = Topic.of(Erasure.topic(project));
    return new WantedTopic(
        "erasures of " + project, false, topic, Optional.of(1), required, required);
  }

  /**
   * Returns the same for the local stack: its broker keeps records forever, because history that is
   * sent to it is older than any retention.
   */
  WantedTopic inLocalStack() {
    return new WantedTopic(use, isOfEvents, topic, partitions, kept(configs), kept(required));
  }

  private static Map<String, String> kept(Map<String, String> configs) {
    Map<String, String> kept = new LinkedHashMap<>(configs);
    kept.remove(RETENTION);
    return kept;
  }

  private static Map<String, String> declared(Topic topic) {
    Map<String, String> configs = new LinkedHashMap<>();
    topic.retention().ifPresent(time -> configs.put(RETENTION, String.valueOf(time.toMillis())));
    topic
        .cleanup()
        .ifPresent(
            policy -> configs.put(CLEANUP, policy == Topic.Cleanup.COMPACT ? "compact" : "delete"));
    topic
        .timestamps()
        .ifPresent(
            type ->
                configs.put(
                    TIMESTAMP_TYPE,
                    type == Topic.Timestamps.CREATE_TIME ? CREATE_TIME : LOG_APPEND_TIME));
    return configs;
  }
}
