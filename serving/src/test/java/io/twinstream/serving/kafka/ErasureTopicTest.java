package io.twinstream.serving.kafka;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.twinstream.local.KafkaBroker;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.serving.score.ScoreFixture;
import io.twinstream.stores.Erasure;
import io.twinstream.stores.MemoryStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that an erasure over HTTP is appended to the topic. */
@Tag("slow") // starts a broker
final class ErasureTopicTest {
  private static final String TOPIC = "payments.erasures";

  @TempDir Path folder;
  private Supervisor supervisor;
  private KafkaBroker broker;

  @BeforeEach
  void start() {
    supervisor = new Supervisor(StateDirectory.at(folder));
    broker = KafkaBroker.start(supervisor, Installation.find());
  }

  @AfterEach
  void stop() {
    supervisor.close();
  }

  @Test
  void anErasureIsKeptOnACompactedTopicOrRefused() throws Exception {
    try (ScoreFixture service = service()) {
      assertThat(erase(service, "/entities/card/c%2F1%20x").statusCode(), is(204));
      assertThat(erase(service, "/entities/user/anna").statusCode(), is(204));
      List<Erasure> kept = records().stream().map(each -> Erasure.of(each.key())).toList();
      assertThat(kept, is(List.of(new Erasure("card", "c/1 x"), new Erasure("user", "anna"))));
      assertThat(policy(), is("compact"));
    }
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(TOPIC)).all().get();
    }
    broker.createTopic(TOPIC, 1, Map.of("cleanup.policy", "delete"));
    try (ScoreFixture service = service()) {
      HttpResponse<String> refused = erase(service, "/entities/card/c1");
      assertThat(refused.statusCode(), is(503));
      assertThat(refused.body(), containsString("nothing was erased"));
      assertThat(records(), is(List.of()));
    }
  }

  @Test
  void anErasureRemovesPublishedFeaturesIfThereIsATopic() throws Exception {
    broker.createTopic("features.card", 1, Map.of("cleanup.policy", "compact"));
    String yaml = Files.readString(ScoreFixture.definitions());
    Path published =
        Files.writeString(
            folder.resolve("published.yaml"),
            yaml.replace("card_spend@1:\n", "card_spend@1:\n    features_topic: features.card\n")
                .replace(
                    "user_activity@1:\n",
                    "user_activity@1:\n    features_topic: features.missing\n"));
    try (ScoreFixture service = service(Map.of("twinstream.definitions", published.toString()))) {
      assertThat(erase(service, "/entities/card/c1").statusCode(), is(204));
      assertThat(erase(service, "/entities/user/anna").statusCode(), is(204));
    }
    List<ConsumerRecord<byte[], byte[]>> removed = records("features.card");
    assertThat(removed.size(), is(1));
    assertThat(new String(removed.get(0).key(), StandardCharsets.UTF_8), is("c1"));
    assertThat(removed.get(0).value(), is(nullValue()));
  }

  private ScoreFixture service() {
    return service(Map.of());
  }

  private ScoreFixture service(Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("twinstream.kafka.bootstrap-servers", broker.bootstrapServers());
    properties.put("twinstream.keys.boss.secret", "boss");
    properties.put("twinstream.keys.boss.role", "admin");
    return new ScoreFixture(new MemoryStore(() -> NOW), properties);
  }

  private static HttpResponse<String> erase(ScoreFixture service, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(service.server.getURI() + path))
                .header("X-Api-Key", "boss")
                .DELETE()
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private String policy() throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
    try (Admin admin = admin()) {
      return admin
          .describeConfigs(List.of(topic))
          .all()
          .get()
          .get(topic)
          .get("cleanup.policy")
          .value();
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> records() {
    return records(TOPIC);
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
