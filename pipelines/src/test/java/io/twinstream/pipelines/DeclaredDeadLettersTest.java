package io.twinstream.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.TopicContents;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests where the live job publishes the dead letters of several sources. */
@Tag("slow")
class DeclaredDeadLettersTest extends LiveJobFixture {
  private static final String YAML =
      """
      project: NAME
      sources:
        clicks:
          topic: NAME.clicks
          dead_letters: NAME.clicks.dead
          event_time: at
          fields: {user: string, at: timestamp}
        views:
          topic: NAME.views
          event_time: at
          fields: {user: string, at: timestamp}
      entities: {user: {key: user}}
      views:
        clicked@1:
          entity: user
          source: clicks
          aggregations:
            - {name: clicks_7d, function: count, windows: [7d]}
        viewed@1:
          entity: user
          source: views
          aggregations:
            - {name: views_7d, function: count, windows: [7d]}
      """;

  private String name;

  @Test
  void theDeadLettersOfASourceGoToItsOwnTopicOrElseToThatOfTheJob() throws Exception {
    flushAll();
    name = "declared" + Math.abs(folder.getFileName().hashCode());
    definitions = Files.writeString(folder.resolve("d.yaml"), YAML.replace("NAME", name));
    for (String suffix : List.of(".clicks", ".clicks.dead", ".views")) {
      stack.broker().createTopic(name + suffix, 1, Map.of());
    }
    spoil(".clicks", "c1", "c2");
    spoil(".views", "v1");

    assertThat(stream(), is(0)); // without a topic of the job
    awaitTrue(() -> letters(".clicks.dead").size() == 2);
    assertThat(letters(".clicks.dead"), is(new TreeSet<>(List.of("clicks c1", "clicks c2"))));
    cancelJobs();

    stack.broker().createTopic(name + ".dead", 1, Map.of());
    assertThat(stream("--dead-letter-topic=" + name + ".dead", "--restore=latest"), is(0));
    spoil(".clicks", "c3");
    spoil(".views", "v2");
    awaitTrue(() -> letters(".dead").contains("views v2"));
    awaitTrue(() -> letters(".clicks.dead").size() == 3);
    assertThat(letters(".clicks.dead").last(), is("clicks c3"));
    assertThat(letters(".dead").stream().allMatch(each -> each.startsWith("views")), is(true));
  }

  @Test
  void aMissingTopicOfDeadLettersIsAnErrorAtTheStart() throws Exception {
    flushAll();
    name = "missing" + Math.abs(folder.getFileName().hashCode());
    definitions = Files.writeString(folder.resolve("d.yaml"), YAML.replace("NAME", name));
    stack.broker().createTopic(name + ".clicks", 1, Map.of());
    stack.broker().createTopic(name + ".views", 1, Map.of());
    assertThat(stream(), is(1));
  }

  private void spoil(String suffix, String... payloads) throws Exception {
    try (var producer = KafkaClients.of(stack.kafka()).producer(Map.of())) {
      for (String payload : payloads) {
        producer.send(new ProducerRecord<>(name + suffix, payload.getBytes(UTF_8))).get();
      }
    }
  }

  /** By source and original. */
  private TreeSet<String> letters(String suffix) {
    TreeSet<String> letters = new TreeSet<>();
    new TopicContents(stack.kafka(), name + suffix)
        .forEachRecord(
            record ->
                letters.add(
                    new String(record.headers().lastHeader("twinstream.source").value(), UTF_8)
                        + " "
                        + new String(record.value(), UTF_8)));
    return letters;
  }
}
