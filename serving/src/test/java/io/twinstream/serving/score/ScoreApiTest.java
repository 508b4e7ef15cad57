package io.twinstream.serving.score;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static io.twinstream.serving.score.ScoreFixture.card;
import static io.twinstream.serving.score.ScoreFixture.payment;
import static io.twinstream.serving.score.ScoreFixture.sigmoid;
import static io.twinstream.serving.score.ScoreFixture.write;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.twinstream.features.event.Event;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.redis.RedisServerExtension;
import io.twinstream.stores.redis.RedisStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests scores of a real model over HTTP, from states in Redis. */
final class ScoreApiTest {
  @RegisterExtension static final RedisServerExtension redis = RedisServerExtension.server();
  @TempDir Path folder;
  private OnlineStore store;
  private ScoreFixture fixture;
  private ScoreClient client;

  @BeforeEach
  void start() {
    redis.command("FLUSHALL");
    store = RedisStore.connect(redis.address(), Duration.ofSeconds(10));
    // count_5m, count_24h, amount_sum_24h, amount_mean_24h, user_count_24h, amount_vs_mean
    write(folder, card("fraud_lr", "1", "fraud@1", 0.5), -2, 1, 0, 0.01f, 0, 0, 0.5f);
    write(folder, card("fraud_lr", "2", "fraud@1", 0.9), -1, 0.5f, 0, 0, 0, 0, 0);
    fixture = new ScoreFixture(store, Map.of("twinstream.models.folder", folder.toString()));
    client = fixture.client();
  }

  @AfterEach
  void stop() {
    fixture.close();
    store.close();
  }

  @Test
  void scoresEntitiesWithTheLatestModel() {
    fixture.store(fixture.event("t1", "c1", NOW.minusSeconds(60), 20));
    Map<String, Object> answer = client.score(entities(30));
    assertThat((double) answer.get("score"), closeTo(sigmoid(-0.5), 1e-6));
    assertThat(answer.get("model"), is("fraud_lr"));
    assertThat(answer.get("model_version"), is("2"));
    assertThat(answer.get("decision"), is("negative"));
    assertThat(answer.get("status"), is("PRESENT"));
    assertThat(answer.get("fallback"), is(nullValue()));
    assertThat(answer, hasKey("latency_ms"));
    assertThat(answer, not(hasKey("features")));
    assertThat(answer, not(hasKey("event")));
  }

  @Test
  void aVersionIsPickedByHeaderOrByName() {
    fixture.store(fixture.event("t1", "c1", NOW.minusSeconds(60), 20));
    double expected = sigmoid(-2 + 1 + 0.2 + 0.5 * 30 / 20);
    Map<String, Object> byHeader = client.score(entities(30), "1");
    assertThat((double) byHeader.get("score"), closeTo(expected, 1e-6));
    assertThat(byHeader.get("model_version"), is("1"));
    assertThat(byHeader.get("decision"), is("negative"));
    Map<String, Object> named = new HashMap<>(entities(100));
    named.remove("service");
    named.put("model", "fraud_lr@1");
    assertThat(client.score(named).get("decision"), is("positive"));
  }

  @Test
  void featuresAndReasonsAreGivenIfAsked() {
    fixture.store(fixture.event("t1", "c1", NOW.minusSeconds(60), 20));
    Map<String, Object> body = new HashMap<>(entities(30));
    body.put("include", List.of("features", "reasons"));
    Map<String, Object> answer = client.score(body, "1");
    Map<?, ?> features = (Map<?, ?>) answer.get("features");
    assertThat(features.get("amount_sum_24h"), is(20.0));
    assertThat(features.get("amount_vs_mean"), is(1.5));
    List<?> reasons = (List<?>) answer.get("reasons");
    Map<?, ?> first = (Map<?, ?>) reasons.get(0);
    assertThat(first.get("reason"), is("count_5m"));
    double score = sigmoid(-2 + 1 + 0.2 + 0.75);
    assertThat((double) first.get("effect"), closeTo(score - sigmoid(-2 + 0.2 + 0.75), 1e-6));
    assertThat(reasons, hasSize(3));
  }

  @Test
  void theAnswerToAnEventIsTheSameBeforeAndAfterThePipelineHasSeenIt() {
    Event earlier = fixture.event("t1", "c1", NOW.minusSeconds(60), 20);
    Event decided = fixture.event("t2", "c1", NOW.minusSeconds(1), 40);
    Map<String, Object> body =
        Map.of(
            "service", "fraud@1",
            "event", payment("t2", "c1", NOW.minusSeconds(1), 40),
            "include", List.of("features", "reasons"));
    Map<String, Object> nothingKnown = client.score(body, "1");
    assertThat(features(nothingKnown).get("count_5m"), is(1));
    fixture.store(earlier);
    Map<String, Object> before = client.score(body, "1");
    fixture.store(earlier, decided);
    Map<String, Object> after = client.score(body, "1");
    before.remove("latency_ms");
    after.remove("latency_ms");
    assertThat(after, is(before));
    assertThat(before.get("event"), is("INCLUDED"));
    assertThat(features(before).get("count_5m"), is(2));
    assertThat(features(before).get("user_count_24h"), is(2));
    assertThat(features(before).get("amount_vs_mean"), is(40 / 30.0));
  }

  @Test
  void anEventOfHistoryIsScoredAsItWasKnown() {
    java.time.Instant then = NOW.minusSeconds(1_000_000);
    fixture.store(fixture.event("t1", "c1", then.minusSeconds(60), 20));
    Map<String, Object> answer =
        client.score(
            Map.of(
                "service", "fraud@1",
                "event", payment("t2", "c1", then, 40),
                "known", then.plusSeconds(5).toString(),
                "include", List.of("features")));
    assertThat(answer.get("event"), is("INCLUDED"));
    assertThat(((Map<?, ?>) answer.get("features")).get("count_5m"), is(2));
  }

  @Test
  void theScoreDoesNotDependOnWhetherThePipelineHasTheEvent() throws Exception {
    Set<Object> scores = new HashSet<>();
    for (int round = 0; round < 25; round++) {
      String card = "c" + round;
      Event earlier = fixture.event("t1", card, NOW.minusSeconds(60), 20);
      Event decided = fixture.event("t2", card, NOW.minusSeconds(1), 40);
      fixture.put("card_spend@1", card, fixture.state("card_spend@1", earlier));
      Thread pipeline =
          new Thread(
              () ->
                  fixture.put(
                      "card_spend@1", card, fixture.state("card_spend@1", earlier, decided)));
      Map<String, Object> body =
          Map.of("service", "fraud@1", "event", payment("t2", card, NOW.minusSeconds(1), 40));
      scores.add(client.score(body).get("score"));
      pipeline.start();
      for (int i = 0; i < 8; i++) {
        scores.add(client.score(body).get("score"));
      }
      pipeline.join();
      scores.add(client.score(body).get("score"));
    }
    assertThat(scores, hasSize(1));
  }

  @Test
  void anEventThatMayHaveBeenSeenLongAgoIsUndecided() {
    Event[] many = new Event[16];
    Arrays.setAll(many, i -> fixture.event("m" + i, "c1", NOW.minusSeconds(100 - i), 1));
    fixture.store(many);
    Map<String, Object> answer =
        client.score(
            Map.of("service", "fraud@1", "event", payment("old", "c1", NOW.minusSeconds(200), 4)));
    assertThat(answer.get("event"), is("UNDECIDED"));
  }

  @Test
  void manyRowsEachWithItsOwnEntitiesOrEvent() {
    fixture.store(fixture.event("t1", "c1", NOW.minusSeconds(60), 20));
    Map<String, Object> known = Map.of("entities", Map.of("card", "c1", "user", "anna"));
    Map<String, Object> other = Map.of("entities", Map.of("card", "none", "user", "nobody"));
    Map<String, Object> event = Map.of("event", payment("t2", "c1", NOW, 1));
    List<Map<String, Object>> results =
        client
            .batch(Map.of("service", "fraud@1", "rows", List.of(known, other, event)))
            .get("results");
    assertThat(results, hasSize(3));
    assertThat((double) results.get(0).get("score"), closeTo(sigmoid(-0.5), 1e-6));
    assertThat((double) results.get(1).get("score"), closeTo(sigmoid(-1), 1e-6));
    assertThat((double) results.get(2).get("score"), closeTo(sigmoid(0), 1e-6));
    assertThat(results.get(1).get("status"), is("MISSING"));
  }

  private static Map<?, ?> features(Map<String, Object> answer) {
    return (Map<?, ?>) answer.get("features");
  }

  private static Map<String, Object> entities(double amount) {
    return Map.of(
        "service", "fraud@1",
        "entities", Map.of("card", "c1", "user", "anna"),
        "request", Map.of("amount", amount));
  }

  static String problem(int status, Runnable request) {
    HttpClientResponseException e = assertThrows(HttpClientResponseException.class, request::run);
    assertThat(e.getStatus().getCode(), is(status));
    return e.getResponse().getBody(Map.class).orElseThrow().get("detail").toString();
  }
}
