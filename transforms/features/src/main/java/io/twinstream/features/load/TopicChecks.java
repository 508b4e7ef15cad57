package io.twinstream.features.load;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.Topic;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Checks the topics of sources. */
final class TopicChecks {
  private final Places places;
  private final Problems problems;
  private final NameRules names;

  TopicChecks(Places places, Problems problems) {
    this.places = places;
    this.problems = problems;
    this.names = new NameRules(problems);
  }

  /** Checks the topics of one source. */
  void check(Source source) {
    if (source.isTable()) {
      return;
    }
    Topic topic = source.kafkaTopic();
    names.topic(places.of(source, "topic"), topic.name());
    topic.key().ifPresent(key -> key(source, key));
    if (topic.cleanup().equals(Optional.of(Topic.Cleanup.COMPACT)) && topic.key().isEmpty()) {
      problems.add(
          places.of(topic, "cleanup"),
          "topic '" + topic.name() + "' is compacted but has no key",
          "name the field that is the key of its records");
    }
    source
        .deadLetters()
        .filter(letters -> !letters.name().isEmpty()) // otherwise it has been reported
        .ifPresent(letters -> names.topic(places.of(letters, ""), letters.name()));
  }

  private void key(Source source, String key) {
    Place place = places.of(source.kafkaTopic(), "key");
    String what = "key of topic '" + source.topic() + "'";
    if (!source.schema().has(key)) {
      problems.addUnknown(
          place, "field for the " + what + ":", key, SourceChecks.fieldNames(source.schema()));
      return;
    }
    Field field = source.schema().field(key);
    Kind kind = field.type().kind();
    if (field.isComputed()) {
      problems.add(place, "the " + what + " is the computed field '" + key + "'", "name another");
    } else if (kind != Kind.STRING && kind != Kind.LONG) {
      problems.add(
          place,
          "the %s is '%s', which is neither string nor long".formatted(what, key),
          "name the field of an entity's id");
    }
  }

  /** Checks the topics of all sources together. */
  void check(Project project) {
    Map<String, Topic> events = new HashMap<>();
    for (Source source : project.streams()) {
      same(events, source.kafkaTopic());
    }
    Map<String, Topic> letters = new HashMap<>();
    for (Source source : project.streams()) {
      source
          .deadLetters()
          .ifPresent(
              topic -> {
                same(letters, topic);
                if (events.containsKey(topic.name())) {
                  problems.add(
                      places.of(topic, "name"),
                      "the dead letters of source '%s' go to '%s', which has the events of a source"
                          .formatted(source.name(), topic.name()),
                      "name another topic");
                }
              });
    }
  }

  private void same(Map<String, Topic> declared, Topic topic) {
    Topic first = declared.putIfAbsent(topic.name(), topic);
    if (first != null && !first.settings().equals(topic.settings())) {
      problems.add(
          places.of(topic, "name"),
          "topic '%s' has different settings: %s, and before %s"
              .formatted(topic.name(), topic.written(), first.written()),
          "write the same settings at each source");
    }
  }
}
