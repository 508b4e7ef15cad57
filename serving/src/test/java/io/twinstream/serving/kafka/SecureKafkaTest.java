package io.twinstream.serving.kafka;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micronaut.context.exceptions.ConfigurationException;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.Ports;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.serving.answerlog.AnswerLog;
import io.twinstream.serving.score.ScoreFixture;
import io.twinstream.stores.MemoryStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests events and erasures with a broker that requires a password. */
@Tag("slow") // starts a broker
final class SecureKafkaTest {
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required ";

  @TempDir static Path folder;
  private static Supervisor supervisor;
  private static String address;

  @BeforeAll
  static void start() {
    address = "127.0.0.1:" + Ports.free();
    supervisor = new Supervisor(StateDirectory.at(folder.resolve("secured")));
    KafkaBroker broker =
        KafkaBroker.start(
            supervisor,
            Installation.find(),
            Map.of(
                "listeners",
                "SASL_PLAINTEXT://" + address,
                "sasl.enabled.mechanisms",
                "PLAIN",
                "listener.name.sasl_plaintext.plain.sasl.jaas.config",
                LOGIN + "user_twin=\"open-sesame\";"));
    broker.createTopic("txn.events", 1, Map.of());
    broker.createTopic("payments.served", 1, Map.of());
  }

  @AfterAll
  static void stop() {
    supervisor.close();
  }

  @Test
  void eventsErasuresAndAnswersAreKeptWithAPassword() throws Exception {
    try (ScoreFixture service = service(login("open-sesame"))) {
      HttpResponse<String> pushed = push(service);
      assertThat(pushed.body(), containsString("\"accepted\":1"));
      assertThat(pushed.statusCode(), is(200));
      assertThat(erase(service).statusCode(), is(204));
      String online = "{\"features\": [\"count_5m\"], \"entities\": {\"card\": \"c9\"}}";
      assertThat(service.post("/features/online", online).statusCode(), is(200));
      AnswerLog log = service.server.getApplicationContext().getBean(AnswerLog.class);
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (log.logged() == 0 && System.nanoTime() < deadline) {
        Thread.sleep(20);
      }
      assertThat(log.logged(), is(1L));
    }
  }

  @Test
  void aWrongPasswordIsReportedWithinTheDeadline() throws Exception {
    try (ScoreFixture service = service(login("guessed-it"))) {
      long begun = System.nanoTime();
      HttpResponse<String> pushed = push(service);
      assertThat(pushed.statusCode(), is(503));
      assertThat(pushed.body(), containsString("nothing was appended: the brokers refuse this"));
      assertThat(erase(service).statusCode(), is(503));
      assertThat(Duration.ofNanos(System.nanoTime() - begun), lessThan(Duration.ofSeconds(10)));
    }
  }

  @Test
  void invalidSettingsAreReportedAtTheStart() throws Exception {
    Path file = folder.resolve("wrong.properties");
    Files.writeString(file, "securty.protocol=SSL\nacks=all\n");
    Throwable refused = assertThrows(RuntimeException.class, () -> service(file));
    while (refused.getClass() != ConfigurationException.class) {
      refused = refused.getCause();
    }
    assertThat(refused.getMessage(), containsString("did you mean security.protocol?"));
    assertThat(refused.getMessage(), containsString("acks cannot be set in this file"));
  }

  private static Path login(String password) throws Exception {
    return Files.writeString(
        Files.createTempFile(folder, "client", ".properties"),
        """
        security.protocol=SASL_PLAINTEXT
        sasl.mechanism=PLAIN
        sasl.jaas.config=%s
        """
            .formatted(LOGIN + "username=\"twin\" password=\"" + password + "\";"));
  }

  private static ScoreFixture service(Path settings) {
    return new ScoreFixture(
        new MemoryStore(() -> NOW),
        Map.of(
            "twinstream.kafka.bootstrap-servers", address,
            "twinstream.kafka.properties", settings.toString(),
            "twinstream.served.topic", "payments.served",
            "twinstream.keys.boss.secret", "boss",
            "twinstream.keys.boss.role", "admin"));
  }

  private static HttpResponse<String> push(ScoreFixture service) {
    String event =
        """
        {"transaction_id": "t1", "card_id": "c1", "amount": 12.30, "timestamp": "%s"}"""
            .formatted(NOW.minusSeconds(1));
    return service.post("/push/transactions", event, "X-Api-Key", "boss");
  }

  private static HttpResponse<String> erase(ScoreFixture service) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(service.server.getURI() + "/entities/card/c1"))
                .header("X-Api-Key", "boss")
                .DELETE()
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
