package io.twinstream.features.load;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.change.Changes;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.Topic;
import io.twinstream.features.definition.Topic.Cleanup;
import io.twinstream.features.definition.Topic.Timestamps;
import io.twinstream.features.text.DefinitionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests the settings of topics, which never change what a feature is. */
class TopicDefinitionTest {
  private static final String NAME_ONLY =
      """
      project: shop
      sources:
        orders:
          topic: shop.orders
          event_time: at
          fields: {order: string, buyer: string, amount: decimal(2), at: timestamp}
      entities:
        buyer: {key: buyer}
      views:
        buying@1:
          entity: buyer
          source: orders
          aggregations:
            - {name: count_1h, function: count, windows: 1h}
      """;

  private static final String SETTINGS =
      """
      name: shop.orders
            key: buyer
            partitions: 12
            replication: 3
            retention: 7d
            cleanup: compact
            timestamps: create_time
          dead_letters: {name: shop.orders.dead, retention: unlimited}
      """;

  private static Project parse(String text) {
    return Definitions.parse(Map.of("shop.yaml", text));
  }

  private static String with(String settings) {
    return NAME_ONLY.replace("topic: shop.orders\n", "topic:\n      " + settings);
  }

  private static List<String> problems(String text) {
    return assertThrows(DefinitionException.class, () -> parse(text)).problems().stream()
        .map(Object::toString)
        .toList();
  }

  @Test
  void aTopicIsANameOrSettings() {
    Source plain = parse(NAME_ONLY).source("orders");
    assertThat(plain.topic(), is("shop.orders"));
    assertThat(plain.kafkaTopic(), is(Topic.of("shop.orders")));
    assertThat(plain.deadLetters(), is(Optional.empty()));
    Source declared = parse(with(SETTINGS)).source("orders");
    assertThat(
        declared.kafkaTopic(),
        is(
            new Topic(
                "shop.orders",
                Optional.of("buyer"),
                Optional.of(12),
                Optional.of(3),
                Optional.of(Duration.ofDays(7)),
                Optional.of(Cleanup.COMPACT),
                Optional.of(Timestamps.CREATE_TIME))));
    Topic letters = declared.deadLetters().orElseThrow();
    assertThat(letters.name(), is("shop.orders.dead"));
    assertThat(letters.settings(), is(Map.of("retention", "unlimited")));
    String short1 = NAME_ONLY.replace("topic: shop.orders", "dead_letters: bad.orders");
    assertThat(parse(short1).source("orders").topic(), is("orders"));
    assertThat(
        parse(short1).source("orders").deadLetters(), is(Optional.of(Topic.of("bad.orders"))));
    String noName = NAME_ONLY.replace("topic: shop.orders", "topic: {partitions: 3}");
    assertThat(parse(noName).source("orders").topic(), is("orders"));
  }

  @Test
  void settingsOfTopicsChangeNoStateAndNoOtherProject() {
    Project plain = parse(NAME_ONLY);
    Project declared = parse(with(SETTINGS));
    assertThat(
        CompiledView.of(declared, declared.view("buying@1")).fingerprint(),
        is(CompiledView.of(plain, plain.view("buying@1")).fingerprint()));
    assertThat(ProjectJson.fingerprint(plain), is("3c87d8118785e3dc"));
    assertThat(ProjectJson.fingerprint(declared), is(not(ProjectJson.fingerprint(plain))));
    assertThat(Changes.between(plain, plain), is(empty()));
    assertThat(
        Changes.between(plain, declared).stream().map(Object::toString).toList(),
        contains(
            "~ source orders: settings of the topic none becomes key buyer, partitions 12,"
                + " replication 3, retention 7d, cleanup compact, timestamps create_time;"
                + " dead_letters none becomes shop.orders.dead (retention unlimited)"));
  }

  @Test
  void theTopicOfTheFeaturesOfAViewChangesNoState() {
    Project plain = parse(NAME_ONLY);
    Project declared = parse(publishing("{name: shop.buying, partitions: 6}"));
    Topic topic = declared.view("buying@1").featuresTopic().orElseThrow();
    assertThat(topic.name(), is("shop.buying"));
    assertThat(topic.settings(), is(Map.of("partitions", "6")));
    assertThat(
        CompiledView.of(declared, declared.view("buying@1")).fingerprint(),
        is(CompiledView.of(plain, plain.view("buying@1")).fingerprint()));
    assertThat(ProjectJson.fingerprint(declared), is(not(ProjectJson.fingerprint(plain))));
    assertThat(
        Changes.between(plain, declared).stream().map(Object::toString).toList(),
        contains("~ view buying@1: features_topic none becomes shop.buying (partitions 6)"));
    assertThat(
        parse(publishing("shop.buying")).view("buying@1").featuresTopic(),
        is(Optional.of(Topic.of("shop.buying"))));
  }

  @Test
  void aTopicOfFeaturesHasNoOtherRecords() {
    assertThat(
        problems(publishing("shop.orders")),
        contains(
            "shop.yaml:13: the features of view 'buying@1' go to 'shop.orders', which has the"
                + " events of source 'orders'; name a topic of its own: records are keyed by"
                + " entity, and replace each other"));
    assertThat(problems(publishing("{name: a b}")).size(), is(1));
    assertThat(problems(publishing("{partitions: 6}")).size(), is(1));
    String twice =
        publishing("shop.buying")
            + """
              buying@2:
                entity: buyer
                source: orders
                features_topic: shop.buying
                aggregations:
                  - {name: count_2h, function: count, windows: 2h}
            """;
    assertThat(
        problems(twice).stream().map(each -> each.replaceAll(":.*which", "")).toList(),
        contains(
            "shop.yaml has the features of view 'buying@1'; name a topic of its own: records are"
                + " keyed by entity, and replace each other"));
  }

  private static String publishing(String topic) {
    return NAME_ONLY.replace(
        "    source: orders\n", "    source: orders\n    features_topic: " + topic + "\n");
  }

  @Test
  void allMistakesAreReportedTogether() {
    String wrong =
        """
        nam: shop.orders
              key: bayer
              partitions: 0
              replication: many
              retention: a week
              cleanup: compacted
              timestamps: broker
            dead_letters: {retension: 7d}
        """;
    assertThat(
        problems(with(wrong)),
        contains(
            "shop.yaml:5: unknown key 'nam' in the topic of source 'orders'; did you mean name?"
                + " known: name, key, partitions, replication, retention, cleanup, timestamps",
            "shop.yaml:6: no field for the key of topic 'orders': 'bayer'; did you mean buyer?",
            "shop.yaml:7: partitions must be a whole number from 1 to 10000; not 0",
            "shop.yaml:8: replication must be a whole number from 1 to 100; not many",
            "shop.yaml:9: 'a week' is not a retention; write a whole number and one of ms, s, m, h,"
                + " d, such as 30m, or unlimited",
            "shop.yaml:10: no cleanup policy 'compacted'; did you mean compact? known: delete,"
                + " compact",
            "shop.yaml:11: no type of timestamps 'broker'; did you mean create_time? known:"
                + " log_append_time, create_time",
            "shop.yaml:12: the topic of the dead letters of source 'orders' has no 'name'; name the"
                + " topic",
            "shop.yaml:12: unknown key 'retension' in the topic of the dead letters of source"
                + " 'orders'; did you mean retention? known: name, partitions, replication,"
                + " retention"));
  }

  @Test
  void aKeyIsAFieldOfTheEvents() {
    assertThat(
        problems(with("key: amount\n")),
        contains(
            "shop.yaml:5: the key of topic 'orders' is 'amount', which is neither string nor long;"
                + " name the field of an entity's id"));
    assertThat(
        problems(with("cleanup: compact\n")),
        contains(
            "shop.yaml:5: topic 'orders' is compacted but has no key; name the field that is the"
                + " key of its records"));
  }

  @Test
  void topicsOfSeveralSourcesMustAgree() {
    String two =
        NAME_ONLY.replace(
            "entities:",
            """
              refunds:
                topic: {name: shop.orders, partitions: 3}
                dead_letters: shop.orders
                event_time: at
                fields: {at: timestamp}
            entities:""");
    assertThat(
        problems(two),
        contains(
            "shop.yaml:8: topic 'shop.orders' has different settings: partitions 3, and before"
                + " none; write the same settings at each source",
            "shop.yaml:9: the dead letters of source 'refunds' go to 'shop.orders', which has the"
                + " events of a source; name another topic"));
  }
}
