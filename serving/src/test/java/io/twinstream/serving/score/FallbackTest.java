package io.twinstream.serving.score;

import static io.twinstream.serving.score.ScoreApiTest.problem;
import static io.twinstream.serving.score.ScoreFixture.NOW;
import static io.twinstream.serving.score.ScoreFixture.card;
import static io.twinstream.serving.score.ScoreFixture.write;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.redis.RedisServerExtension;
import io.twinstream.stores.redis.RedisStore;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests the responses when a model or the store does not answer in time. */
final class FallbackTest {
  @RegisterExtension static final RedisServerExtension redis = RedisServerExtension.server();
  private static final String HURRIED =
      "{\"service\": \"cards@1\", \"entities\": {\"card\": \"c1\", \"user\": \"anna\"}}";

  @TempDir Path folder;
  private OnlineStore store;
  private ScoreFixture fixture;
  private ScoreClient client;

  @BeforeEach
  void start() throws IOException {
    redis.command("FLUSHALL");
    store = RedisStore.connect(redis.address(), Duration.ofSeconds(10));
    write(folder, card("fraud_lr", "1", "fraud@1", 0.5), 0, 1, 0, 0, 0, 0, 0);
    write(folder, card("cards_lr", "1", "cards@1", 0.5), 0, 1, 0);
    Path scoring = folder.resolve("scoring.yaml");
    Files.writeString(
        scoring,
        """
        scoring:
          fraud@1:
            models: fraud_lr
            deadline: 1s
            threshold: 0.5
            positive: decline
            negative: approve
            fallback:
              - {when: "count_5m > 0", score: 0.4, reason: known card}
              - {when: "request.amount > 100", score: 0.9}
              - {score: 0.1}
          cards@1: {models: cards_lr, deadline: 300ms}
        """);
    fixture =
        new ScoreFixture(
            store,
            Map.of(
                "twinstream.models.folder", folder.toString(),
                "twinstream.scoring.file", scoring.toString()));
    client = fixture.client();
  }

  @AfterEach
  void stop() {
    fixture.close();
    store.close();
  }

  @Test
  void rulesAnswerWhenTheStoreHangsAndTheModelDoesAgainAfterwards() throws Exception {
    fixture.store(fixture.event("t1", "c1", NOW.minusSeconds(60), 20));
    assertThat(client.score(row(200)).get("decision"), is("decline"));
    redis.pause(true);
    try {
      Map<String, Object> answer = client.score(row(200));
      assertThat(answer.get("fallback"), is("deadline"));
      assertThat(answer.get("score"), is(0.9));
      assertThat(answer.get("decision"), is("decline"));
      assertThat(answer.get("model"), is(nullValue()));
      assertThat(reason(answer), is("request.amount > 100"));
      assertThat(client.score(row(20)).get("decision"), is("approve"));
      HttpResponse<String> hurried = fixture.post("/score", HURRIED, "X-Deadline-Ms", "50");
      assertThat(hurried.statusCode(), is(504));
      assertThat(hurried.body(), containsString("no score of cards@1 within 50 ms"));
      String detail =
          problem(504, () -> client.score(Map.of("service", "cards@1", "entities", entities())));
      assertThat(detail, containsString("no score of cards@1 within 300 ms"));
    } finally {
      redis.pause(false);
    }
    assertThat(client.score(row(200)).get("fallback"), is(nullValue()));
  }

  @Test
  void rulesUseTheFeaturesIfOnlyTheModelFails() throws Exception {
    fixture.store(fixture.event("t1", "c1", NOW.minusSeconds(60), 20));
    Files.delete(folder.resolve("fraud_lr-1.onnx"));
    Map<String, Object> answer = client.score(row(200));
    for (int i = 0; i < 200 && answer.get("fallback") == null; i++) {
      Thread.sleep(20);
      answer = client.score(row(200));
    }
    assertThat(answer.get("fallback"), is("model"));
    assertThat(answer.get("score"), is(0.4));
    assertThat(reason(answer), is("known card"));
    write(folder, card("fraud_lr", "2", "fraud@1", 0.5), 0, 1, 0, 0, 0, 0, 0);
    for (int i = 0; i < 200 && answer.get("fallback") != null; i++) {
      Thread.sleep(20);
      answer = client.score(row(200));
    }
    assertThat(answer.get("model_version"), is("2"));
  }

  /** Also where the time runs out while the answer is written. */
  @Test
  void onlyWhatIsAnsweredIsCountedAndLogged() throws Exception {
    redis.pause(true);
    try {
      String row = "{\"entities\": {\"card\": \"c1\", \"user\": \"anna\"}}";
      String rows = String.join(",", Collections.nCopies(50, row));
      String batch = "{\"service\": \"fraud@1\", \"rows\": [" + rows + "]}";
      int answered = 0;
      int late = 0;
      for (int i = 0; i < 200 && late == 0; i++) {
        int status = fixture.post("/score/batch", batch, "X-Deadline-Ms", "1").statusCode();
        answered += status == 200 ? 50 : 0;
        late += status == 504 ? 1 : 0;
      }
      assertThat(late, is(1));
      assertThat(scored(), is((double) answered));
    } finally {
      redis.pause(false);
    }
  }

  private double scored() {
    return fixture
        .server
        .getApplicationContext()
        .getBean(MeterRegistry.class)
        .find("twinstream.scores")
        .counters()
        .stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private static Object reason(Map<String, Object> answer) {
    return ((Map<?, ?>) ((List<?>) answer.get("reasons")).get(0)).get("reason");
  }

  private static Map<String, String> entities() {
    return Map.of("card", "c1", "user", "anna");
  }

  private static Map<String, Object> row(double amount) {
    return Map.of(
        "service", "fraud@1", "entities", entities(), "request", Map.of("amount", amount));
  }
}
