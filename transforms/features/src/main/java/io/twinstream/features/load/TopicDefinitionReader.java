package io.twinstream.features.load;

import io.twinstream.features.definition.Topic;
import io.twinstream.features.definition.Topic.Cleanup;
import io.twinstream.features.definition.Topic.Timestamps;
import io.twinstream.features.text.Durations;
import io.twinstream.features.yaml.YamlNode;
import java.time.Duration;
import java.util.Optional;

/** Reads the topics of a source or view: a name, or a mapping with a name and settings. */
public final class TopicDefinitionReader {
  public static final String[] KEYS = {
    "name", "key", "partitions", "replication", "retention", "cleanup", "timestamps"
  };
  public static final String[] OUTPUT_KEYS = {"name", "partitions", "replication", "retention"};

  private static final String UNLIMITED = "unlimited";
  private static final int MAX_PARTITIONS = 10_000;
  private static final int MAX_REPLICATION = 100;

  private final Places places;

  TopicDefinitionReader(Places places) {
    this.places = places;
  }

  /**
   * Reads the topic of the events of a source.
   *
   * @param name of the source, and of the topic if it declares none
   */
  Topic events(String name, String what, YamlNode source) {
    return source
        .get("topic")
        .map(part -> read("the topic of " + what, part, name, KEYS))
        .orElseGet(() -> Topic.of(name));
  }

  /** Reads the topic of the dead letters of a source; empty if it declares none. */
  Optional<Topic> deadLetters(String what, YamlNode source) {
    return output("dead_letters", "the topic of the dead letters of " + what, source);
  }

  /** Reads the topic of the features of a view; empty if it declares none. */
  Optional<Topic> features(String what, YamlNode view) {
    return output("features_topic", "the topic of the features of " + what, view);
  }

  private Optional<Topic> output(String key, String of, YamlNode definition) {
    return definition
        .get(key)
        .map(
            part -> {
              if (part.isMapping()) {
                part.need("name", of, "name the topic");
              }
              return read(of, part, "", OUTPUT_KEYS);
            });
  }

  private Topic read(String what, YamlNode part, String name, String[] keys) {
    Topic topic = part.isMapping() ? settings(what, part, name, keys) : Topic.of(part.text());
    places.putAll(topic, part);
    return topic;
  }

  private static Topic settings(String what, YamlNode part, String name, String[] keys) {
    part.allow(what, keys);
    return new Topic(
        part.text("name", name),
        part.get("key").map(YamlNode::text),
        count(part, "partitions", MAX_PARTITIONS),
        count(part, "replication", MAX_REPLICATION),
        part.get("retention").flatMap(TopicDefinitionReader::retention),
        part.get("cleanup").flatMap(policy -> policy.constant("cleanup policy", Cleanup.class)),
        part.get("timestamps")
            .flatMap(type -> type.constant("type of timestamps", Timestamps.class)));
  }

  private static Optional<Integer> count(YamlNode part, String key, int greatest) {
    return part.get(key).map(given -> part.integer(key, 1, 1, greatest));
  }

  private static Optional<Duration> retention(YamlNode part) {
    if (part.text().equals(UNLIMITED)) {
      return Optional.of(Topic.UNLIMITED);
    }
    Optional<Duration> parsed = Durations.parse(part.text()).filter(time -> !time.isZero());
    if (parsed.isEmpty()) {
      part.problem(
          "'" + part.text() + "' is not a retention", Durations.HINT + ", or " + UNLIMITED);
    }
    return parsed;
  }
}
