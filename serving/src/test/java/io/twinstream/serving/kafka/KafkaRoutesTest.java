package io.twinstream.serving.kafka;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static io.twinstream.serving.score.ScoreFixture.card;
import static io.twinstream.serving.score.ScoreFixture.write;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.serving.answerlog.AnswerLog;
import io.twinstream.serving.score.ScoreFixture;
import io.twinstream.stores.MemoryStore;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Tests events over HTTP to a real broker, and the answer log there. */
@Tag("slow") // starts a broker
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KafkaRoutesTest {
  private static final TopicPartition TOPIC = new TopicPartition("txn.events", 0);
  private static final TopicPartition SERVED = new TopicPartition("payments.served", 0);
  private static final String EVENT =
      """
      {"transaction_id": "%s", "card_id": "c1", "amount": 12.30, "timestamp": "%s", "more": [1]}""";

  @TempDir static Path folder;
  @TempDir static Path models;
  private static Supervisor supervisor;
  private static KafkaBroker broker;
  private static ScoreFixture fixture;

  @BeforeAll
  static void start() {
    supervisor = new Supervisor(StateDirectory.at(folder));
    broker = KafkaBroker.start(supervisor, Installation.find());
    broker.createTopic(TOPIC.topic(), 1, Map.of());
    broker.createTopic(SERVED.topic(), 1, Map.of());
    write(models, card("fraud_lr", "1", "fraud@1", 0.5), 0, 1, 0, 0, 0, 0, 0);
    fixture =
        new ScoreFixture(
            new MemoryStore(() -> NOW),
            Map.of(
                "twinstream.kafka.bootstrap-servers",
                broker.bootstrapServers(),
                "twinstream.keys.writer.secret",
                "open sesame",
                "twinstream.keys.writer.role",
                "write",
                "twinstream.kafka.deadline",
                "4s",
                "twinstream.served.topic",
                SERVED.topic(),
                "twinstream.served.waiting",
                10,
                "twinstream.models.folder",
                models.toString()));
  }

  @AfterAll
  static void stop() {
    if (fixture != null) {
      fixture.close();
    }
    supervisor.close();
  }

  @Test
  @Order(1)
  void eventsAreOnTheTopicUnchangedBeforeTheAnswer() {
    long before = records(TOPIC).size();
    HttpResponse<String> one = push("/push/transactions", event("t1"));
    assertThat(one.body(), is("{\"accepted\":1,\"records\":[{\"partition\":0,\"offset\":0}]}"));
    HttpResponse<String> many =
        push("/push/transactions", "[" + event("t2") + ",\n" + event("t3") + "]");
    assertThat(many.statusCode(), is(200));
    List<ConsumerRecord<byte[], byte[]>> records = records(TOPIC);
    assertThat(records, hasSize((int) before + 3));
    assertThat(new String(records.get(2).value(), StandardCharsets.UTF_8), is(event("t3")));
    assertThat(new String(records.get(2).key(), StandardCharsets.UTF_8), is("c1"));
    assertThat(records.get(2).timestamp(), is(NOW.toEpochMilli()));
  }

  @Test
  @Order(2)
  void aDeclaredClientSendsOneOrMany() {
    PushClient client = fixture.server.getApplicationContext().getBean(PushClient.class);
    Map<String, Object> event =
        Map.of(
            "transaction_id", "d1", "card_id", "c1", "amount", 12.3, "timestamp", NOW.toString());
    PushClient.Pushed one = client.one("transactions", event);
    assertThat(one.accepted(), is(1));
    PushClient.Pushed many = client.many("transactions", List.of(event, event));
    long next = one.records().get(0).offset() + 1;
    assertThat(
        many,
        is(
            new PushClient.Pushed(
                2, List.of(new PushClient.Place(0, next), new PushClient.Place(0, next + 1)))));
    // For an unknown source, Micronaut's client returns null.
    Map<String, Object> wrong = Map.of("transaction_id", "d2", "amount", "twelve");
    HttpClientResponseException refused =
        assertThrows(HttpClientResponseException.class, () -> client.one("transactions", wrong));
    assertThat((Object) refused.getStatus(), is(HttpStatus.BAD_REQUEST));
  }

  @Test
  @Order(2)
  void nothingIsAppendedIfOneEventIsWrong() {
    int before = records(TOPIC).size();
    String late = EVENT.formatted("t5", NOW.minusSeconds(100_000));
    String wrong = event("t6").replace("12.30", "\"twelve\"");
    HttpResponse<String> answer =
        push("/push/transactions", "[" + event("t4") + "," + late + "," + wrong + ",{}]");
    assertThat(answer.statusCode(), is(400));
    assertThat(answer.body(), containsString("nothing was appended: [1]: the event would be"));
    assertThat(answer.body(), containsString("LATE"));
    assertThat(answer.body(), containsString("[2]: the event would be a dead letter"));
    assertThat(answer.body(), containsString("[3]: "));
    assertThat(records(TOPIC), hasSize(before));
  }

  @Test
  @Order(3)
  void invalidRequestsAreRefused() {
    HttpResponse<String> unknown = push("/push/transaction", event("t7"));
    assertThat(unknown.statusCode(), is(404));
    assertThat(unknown.body(), containsString("did you mean transactions?"));
    assertThat(push("/push/transactions", "[]").statusCode(), is(400));
    assertThat(push("/push/transactions", "[1]").statusCode(), is(400));
    assertThat(push("/push/transactions", event("t") + "x").statusCode(), is(400));
    String rows = "[" + String.join(",", Collections.nCopies(51, event("t8"))) + "]";
    assertThat(push("/push/transactions", rows).body(), containsString("at most 50"));
  }

  @Test
  @Order(4)
  void writesNeedACredential() {
    int before = records(TOPIC).size();
    HttpResponse<String> anonymous = fixture.post("/push/transactions", event("t8"));
    assertThat(anonymous.statusCode(), is(401));
    assertThat(fixture.post("/%70ush/transactions", event("t8")).statusCode() / 100, is(4));
    assertThat(fixture.post("//push/transactions", event("t8")).statusCode() / 100, is(4));
    HttpResponse<String> wrong =
        fixture.post("/push/transactions", event("t8"), "X-Api-Key", "sesame");
    assertThat(wrong.statusCode(), is(401));
    assertThat(records(TOPIC), hasSize(before));
  }

  @Test
  @Order(5)
  void answersAreLoggedWithTheirInputs() throws Exception {
    AnswerLog log = fixture.server.getApplicationContext().getBean(AnswerLog.class);
    String row = "{\"service\": \"fraud@1\", \"event\": " + event("t1") + "}";
    assertThat(fixture.post("/score", row).statusCode(), is(400)); // without a user
    row = row.replace("\"more\"", "\"user_id\": \"anna\", \"more\"");
    assertThat(fixture.post("/score", row).statusCode(), is(200));
    String online = "{\"features\": [\"count_5m\"], \"entities\": {\"card\": \"c9\"}}";
    assertThat(fixture.post("/features/online", online).statusCode(), is(200));
    for (int i = 0; i < 200 && log.logged() < 2; i++) {
      Thread.sleep(20);
    }
    List<ConsumerRecord<byte[], byte[]>> served = records(SERVED);
    assertThat(served, hasSize(2));
    JsonNode score = new ObjectMapper().readTree(served.get(0).value());
    assertThat(score.get("at").asText(), is(NOW.toString()));
    assertThat(score.get("service").asText(), is("fraud@1"));
    assertThat(score.get("model").asText(), is("fraud_lr@1"));
    assertThat(score.get("score").asDouble(), closeTo(ScoreFixture.sigmoid(1), 1e-6));
    assertThat(score.get("event").asText(), is("t1"));
    assertThat(score.get("entities").get("user").asText(), is("anna"));
    assertThat(score.get("request").get("amount").asDouble(), is(12.3));
    assertThat(score.get("features").get("count_5m").asInt(), is(1));
    assertThat(score.get("views").get("card_spend@1").get("age_ms").asInt(), is(1_000));
    JsonNode features = new ObjectMapper().readTree(served.get(1).value());
    assertThat(features.has("score"), is(false));
    assertThat(features.get("features").get("count_5m").asInt(), is(0));
  }

  @Test
  @Order(6)
  void aMissingTopicIsReported() throws Exception {
    String definitions = Files.readString(ScoreFixture.definitions());
    Path elsewhere = folder.resolve("elsewhere.yaml");
    Files.writeString(elsewhere, definitions.replace("txn.events", "txn.missing"));
    Map<String, Object> properties =
        Map.of(
            "twinstream.kafka.bootstrap-servers",
            broker.bootstrapServers(),
            "twinstream.kafka.deadline",
            "4s",
            "twinstream.keys.writer.secret",
            "open sesame",
            "twinstream.keys.writer.role",
            "write",
            "twinstream.definitions",
            elsewhere.toString());
    try (ScoreFixture other = new ScoreFixture(new MemoryStore(() -> NOW), properties)) {
      String list = "[" + String.join(",", Collections.nCopies(20, event("t8"))) + "]";
      long begin = System.nanoTime();
      HttpResponse<String> answer =
          other.post("/push/transactions", list, "X-Api-Key", "open sesame");
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      assertThat(answer.statusCode(), is(503));
      assertThat(
          answer.body(), containsString("the topic 'txn.missing' of source 'transactions' does"));
      assertThat(answer.body(), containsString("twinstream stream run"));
      assertThat(took, lessThan(Duration.ofSeconds(20))); // one wait of 2 s, not twenty
    }
  }

  @Test
  @Order(7)
  void anUnreachableBrokerIsReportedWithinTheDeadline() {
    supervisor.stop(KafkaBroker.NAME);
    HttpResponse<String> answer = push("/push/transactions", event("t9"));
    assertThat(answer.statusCode(), is(503));
    assertThat(answer.body(), containsString("0 of 1 events were acknowledged"));
  }

  @Test
  @Order(8)
  void answersDoNotWaitForTheirLog() {
    AnswerLog log = fixture.server.getApplicationContext().getBean(AnswerLog.class);
    String online = "{\"features\": [\"count_5m\"], \"entities\": {\"card\": \"c9\"}}";
    for (int i = 0; i < 30; i++) {
      assertThat(fixture.post("/features/online", online).statusCode(), is(200));
    }
    assertThat(log.dropped(), greaterThanOrEqualTo(20L));
    assertThat(log.logged(), is(2L));
  }

  private static HttpResponse<String> push(String path, String body) {
    return fixture.post(path, body, "X-Api-Key", "open sesame");
  }

  private static String event(String id) {
    return EVENT.formatted(id, NOW.minusSeconds(1));
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(TopicPartition topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(topic));
      consumer.seekToBeginning(List.of(topic));
      long end = consumer.endOffsets(List.of(topic)).get(topic);
      while (consumer.position(topic) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
