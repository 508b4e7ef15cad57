package io.twinstream.features.load;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.Topic;
import io.twinstream.features.definition.View;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Checks the topics of sources and views. */
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

  /** Checks the topics of the features of all views. */
  void features(Project project) {
    Map<String, String> uses = new HashMap<>();
    for (Source source : project.streams()) {
      uses.put(source.topic(), "has the events of source '" + source.name() + "'");
      source
          .deadLetters()
          .ifPresent(
              topic ->
                  uses.put(topic.name(), "has the dead letters of source '" + source.name() + "'"));
    }
    for (View view : project.views().values()) {
      view.featuresTopic()
          .filter(topic -> !topic.name().isEmpty()) // otherwise it has been reported
          .ifPresent(topic -> features(project, view, topic, uses));
    }
  }

  private void features(Project project, View view, Topic topic, Map<String, String> uses) {
    Place place = places.of(topic, "");
    names.topic(place, topic.name());
    String use = uses.putIfAbsent(topic.name(), "has the features of view '" + view.id() + "'");
    if (use != null) {
      problems.add(
          place,
          "the features of view '%s' go to '%s', which %s".formatted(view.id(), topic.name(), use),
          "name a topic of its own: records are keyed by entity, and replace each other");
    }
    if (project.sourceNames().contains(view.source()) && project.source(view.source()).isTable()) {
      problems.add(
          place,
          "view '%s' is over a table, whose loads publish no features".formatted(view.id()),
          "leave features_topic out");
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
