package io.twinstream.serving.kafka;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.KafkaFailure;
import io.twinstream.serving.background.Background;
import io.twinstream.serving.score.ScoreFixture;
import io.twinstream.stores.MemoryStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Tests a server that starts while the names of the brokers cannot be resolved. */
final class LateKafkaTest {
  private static final String NOWHERE = "nowhere.invalid:9092";
  private static final String EVENT =
      "{\"transaction_id\": \"t\", \"card_id\": \"c\", \"amount\": 1.5, \"timestamp\": \"%s\"}"
          .formatted(NOW);

  private final Background background =
      new Background(new SimpleMeterRegistry(), InstantSource.system());

  @Test
  void theServiceStartsAnswersFromItsStoreAndIsNotReady() throws Exception {
    try (ScoreFixture service =
        new ScoreFixture(
            new MemoryStore(() -> NOW),
            Map.of(
                "twinstream.kafka.bootstrap-servers",
                NOWHERE,
                "twinstream.access.anonymous",
                "admin"))) {
      HttpResponse<String> ready = send(service, "GET", "/health/readiness", "");
      assertThat(ready.statusCode(), is(503));
      assertThat(ready.body(), containsString("no name in nowhere.invalid:9092 can be resolved"));
      assertThat(send(service, "GET", "/health/liveness", "").statusCode(), is(200));
      assertThat(send(service, "GET", "/features/card/c1", "").statusCode(), is(200));
      HttpResponse<String> push = send(service, "POST", "/push/transactions", EVENT);
      assertThat(push.statusCode(), is(503));
      assertThat(push.body(), containsString("nothing was appended: the names of the brokers"));
      HttpResponse<String> erasure = send(service, "DELETE", "/entities/card/c1", "");
      assertThat(erasure.statusCode(), is(503));
      assertThat(erasure.body(), containsString("nothing was erased"));
    }
  }

  @Test
  void theProducerIsMadeOnceANameCanBeResolved() throws Exception {
    AtomicReference<String> brokers = new AtomicReference<>(NOWHERE);
    try (LateProducer late =
        LateProducer.of(() -> KafkaClients.plain(brokers.get()).producer(Map.of()), background)) {
      assertThat(late.failure().map(KafkaClients::isUnresolved), is(Optional.of(true)));
      assertThrows(KafkaFailure.class, late::get);
      brokers.set(NOWHERE + ",127.0.0.1:1");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (late.failure().isPresent() && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      assertThat(late.failure(), is(Optional.empty()));
      assertThat(late.get().metrics().isEmpty(), is(false));
    }
  }

  @Test
  void aWrongSettingEndsTheStart() {
    assertThrows(
        KafkaFailure.class,
        () ->
            LateProducer.of(
                () -> KafkaClients.plain("127.0.0.1:1").producer(Map.of("acks", "some")),
                background));
  }

  private static HttpResponse<String> send(
      ScoreFixture service, String method, String path, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(service.server.getURI() + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
  }
}
