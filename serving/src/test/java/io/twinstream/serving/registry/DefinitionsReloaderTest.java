package io.twinstream.serving.registry;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static io.twinstream.serving.score.ScoreFixture.await;
import static io.twinstream.serving.score.ScoreFixture.card;
import static io.twinstream.serving.score.ScoreFixture.write;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.models.ModelCard;
import io.twinstream.serving.score.ScoreFixture;
import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.Generation;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.Progress;
import io.twinstream.stores.ViewKey;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a running server serves newly applied definitions. */
final class DefinitionsReloaderTest {
  private static final String FILE = "payments.yaml";
  private static final String BESIDE =
      """
        card_spend@2:
          entity: card
          source: transactions
          freshness: 10s
          aggregations:
            - {name: count_5m, function: count, windows: 5m}
            - {name: count_1h, function: count, windows: 1h}
      """;

  @TempDir Path models;
  private final OnlineStore store = new MemoryStore(() -> NOW);
  private final String first = read();
  private long number;
  private ScoreFixture fixture;
  private Asked asked;

  @BeforeEach
  void start() {
    apply(first);
    fixture = fixture(Map.of());
    asked = new Asked(() -> fixture.server.getURI());
  }

  private ScoreFixture fixture(Map<String, Object> more) {
    Map<String, Object> properties = new java.util.HashMap<>(more);
    properties.put("twinstream.definitions", "registry:payments");
    properties.put("twinstream.take-up.every", "10ms");
    properties.put("twinstream.models.folder", models.toString());
    return new ScoreFixture(store, properties);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static String read() {
    try {
      return Files.readString(ScoreFixture.definitions());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Applies definitions like the command; returns their fingerprint. */
  private String apply(String text) {
    String fingerprint = ProjectJson.fingerprint(Definitions.parse(Map.of(FILE, text)));
    apply(fingerprint, text);
    return fingerprint;
  }

  private void apply(String fingerprint, String text) {
    AppliedDefinitions next =
        new AppliedDefinitions(++number, fingerprint, NOW.toEpochMilli(), Map.of(FILE, text));
    assertThat(await(store.definitions().apply("payments", next)), is(true));
  }

  /** The definitions with two features of the same value. */
  private String twins(double value) {
    return first.replace(
        "features:\n  amount",
        "features:\n  left: \"count_5m >= 0 ? %s : 0.0\"\n  right: \"count_24h >= 0 ? %s : 0.0\"\n  amount"
            .formatted(value, value));
  }

  /** The definitions with another version of a view, and a service of it. */
  private String beside() {
    return first
        .replace("\nfeatures:\n  amount", "\n" + BESIDE + "features:\n  amount")
        .replace("[card_spend.*, user_count_24h, amount", "[card_spend@1.*, user_count_24h, amount")
        .replace(
            "[count_5m, amount_sum_24h]",
            "[card_spend@1.count_5m, amount_sum_24h]\n  fraud@2: {features: [card_spend@2.*]}");
  }

  private void awaitServed(String fingerprint) throws InterruptedException {
    asked.until("/registry", told -> told.at("/fingerprint").textValue().equals(fingerprint));
  }

  @Test
  void appliedDefinitionsAreServedSoon() throws Exception {
    assertThat(asked.get("/features/card/c1?features=left").statusCode(), is(404));
    String fingerprint = apply(twins(1));
    awaitServed(fingerprint);
    assertThat(
        asked.json("/features/card/c1?features=left").at("/features/left").doubleValue(), is(1.0));
    assertThat(asked.json("/registry").at("/applied/served").booleanValue(), is(true));
    assertThat(asked.json("/stats").at("/fingerprint").textValue(), is(fingerprint));
    String metrics = asked.get("/metrics").body();
    assertThat(metrics, containsString("fingerprint=\"" + fingerprint + "\""));
    assertThat(
        metrics,
        not(containsString(ProjectJson.fingerprint(Definitions.parse(Map.of(FILE, first))))));
  }

  @Test
  void underLoadNothingIsDroppedAndNoAnswerMixesTwo() throws Exception {
    awaitServed(apply(twins(1)));
    String body =
        "{\"features\": [\"left\", \"right\"], \"rows\": [{\"entities\": {\"card\": \"c1\"}}]}";
    AtomicBoolean going = new AtomicBoolean(true);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<Set<Double>>> callers = new ArrayList<>();
    try {
      callers.add(
          threads.submit(
              () -> ask(going, () -> asked.get("/features/card/c1?features=left,right"), "")));
      callers.add(
          threads.submit(
              () -> ask(going, () -> asked.get("/features/card/c1?features=right,left"), "")));
      callers.add(
          threads.submit(
              () -> ask(going, () -> fixture.post("/features/batch", body), "/results/0")));
      for (int value = 2; value <= 20; value++) {
        awaitServed(apply(twins(value)));
      }
    } finally {
      going.set(false);
      threads.shutdown();
    }
    for (Future<Set<Double>> caller : callers) {
      assertThat(caller.get().size(), is(greaterThan(5)));
    }
    assertThat(
        asked.json("/features/card/c1?features=left").at("/features/left").doubleValue(), is(20.0));
  }

  private interface Ask {
    HttpResponse<String> ask();
  }

  /** The values that were returned. */
  private static Set<Double> ask(AtomicBoolean going, Ask ask, String at) {
    Set<Double> seen = new HashSet<>();
    while (going.get()) {
      HttpResponse<String> answer = ask.ask();
      assertEquals(200, answer.statusCode(), answer.body());
      JsonNode features = Asked.parse(answer.body()).at(at + "/features");
      assertEquals(features.at("/left"), features.at("/right"), answer.body());
      seen.add(features.at("/left").doubleValue());
    }
    return seen;
  }

  @Test
  void bareNamesMeanANewVersionWhenItsPipelineHasCaughtUp() throws Exception {
    String bare = "/features/card/c1?features=count_5m";
    awaitServed(apply(beside()));
    assertThat(views(asked.json(bare)), is("card_spend@1"));
    assertThat(views(asked.json("/features/card/c1")), is("card_spend@1"));
    assertThat(views(asked.json("/features/card/c1?service=fraud@2")), is("card_spend@2"));

    ViewKey view = new ViewKey("payments", "card_spend@2");
    Generation other =
        await(store.generations().begin(view, "of another definition", Long.MIN_VALUE));
    await(store.generations().point(await(store.generations().pointer(view)), other));
    await(
        store
            .progress()
            .publish(
                other,
                new Progress(
                    0, fixture.clock.millis(), fixture.clock.millis(), fixture.clock.millis())));
    pass(Duration.ofSeconds(1));
    assertThat(views(asked.json(bare)), is("card_spend@1")); // Its states cannot be read.

    Project defined = Definitions.parse(Map.of("payments.yaml", beside()));
    String fingerprint = CompiledView.of(defined, defined.view("card_spend@2")).fingerprintText();
    Generation begun = await(store.generations().begin(view, fingerprint, Long.MIN_VALUE));
    await(store.generations().point(await(store.generations().pointer(view)), begun));
    await(store.progress().publish(begun, progress(NOW.toEpochMilli() - 60_000)));
    pass(Duration.ofSeconds(1));
    assertThat(views(asked.json(bare)), is("card_spend@1")); // It is still catching up.

    await(store.progress().publish(begun, progress(fixture.clock.millis())));
    pass(Duration.ofSeconds(1));
    asked.until(bare, answer -> views(answer).equals("card_spend@2"));
    assertThat(views(asked.json("/features/card/c1")), is("card_spend@2"));
    assertThat(
        views(asked.json("/features/card/c1?features=card_spend@1.count_5m")), is("card_spend@1"));
  }

  private Progress progress(long completeAt) {
    long now = fixture.clock.millis();
    return new Progress(0, completeAt, now, now);
  }

  private static String views(JsonNode answer) {
    return String.join(",", (Iterable<String>) () -> answer.at("/metadata/views").fieldNames());
  }

  /** Advances the clock, and the progress of the pipelines that ran before. */
  private void pass(Duration time) {
    fixture.clock.advance(time);
    long now = fixture.clock.millis();
    for (String view : List.of("card_spend@1", "user_activity@1")) {
      Generation followed =
          await(store.generations().pointer(new ViewKey("payments", view))).orElseThrow();
      await(store.progress().publish(followed, new Progress(now, now, now, now)));
    }
  }

  @Test
  void unservableDefinitionsAreReportedAndTheServerContinues() throws Exception {
    apply("0123456789abcdef", first.replace("entity: user", "entity: usher"));
    JsonNode told = asked.until("/registry", now -> now.at("/applied/problem").isTextual());
    assertThat(told.at("/applied/problem").textValue(), containsString("usher"));
    assertThat(told.at("/applied/served").booleanValue(), is(false));
    assertThat(asked.get("/features/card/c1").statusCode(), is(200));
    awaitServed(apply(twins(1)));
    assertThat(asked.json("/registry").at("/applied/problem").isTextual(), is(false));
  }

  @Test
  void modelsAreCheckedAgainstTheServedDefinitions() throws Exception {
    write(models, card("fraud_lr", "1", "fraud@1", 0.5), 0, 1, 0, 0, 0, 0, 0);
    CompiledService later = service(beside(), "fraud@2");
    ModelCard card =
        new ModelCard(
            "early", "1", "fraud@2", later.names(), later.fingerprint(), OptionalDouble.empty());
    String question = "{\"model\": \"%s\", \"entities\": {\"card\": \"c1\", \"user\": \"u\"}}";
    asked.until("/registry", now -> now.at("/models").intValue() == 1);
    write(models, card, 0, 1, 1);
    asked.until("/registry", now -> now.at("/refused_models").size() == 1);
    assertThat(fixture.post("/score", question.formatted("early")).statusCode(), is(404));

    awaitServed(apply(beside()));
    asked.until("/registry", now -> now.at("/models").intValue() == 2);
    assertThat(asked.json("/registry").at("/refused_models").size(), is(0));
    assertThat(fixture.post("/score", question.formatted("early")).statusCode(), is(200));
    assertThat(fixture.post("/score", question.formatted("fraud_lr")).statusCode(), is(200));

    // After a forced change that does not fit the model there are no scores, instead of wrong ones.
    awaitServed(apply(beside().replace("mean_24h > 0 ?", "mean_24h > 1 ?")));
    asked.until("/registry", now -> now.at("/models").intValue() == 1);
    assertThat(fixture.post("/score", question.formatted("fraud_lr")).statusCode(), is(404));
    assertThat(fixture.post("/score", question.formatted("early")).statusCode(), is(200));
  }

  private static CompiledService service(String text, String id) {
    var project = Definitions.parse(Map.of(FILE, text));
    return CompiledService.of(project, project.service(id));
  }
}
