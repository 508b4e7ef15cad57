package io.twinstream.serving.registry;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static io.twinstream.serving.score.ScoreFixture.await;
import static io.twinstream.serving.score.ScoreFixture.card;
import static io.twinstream.serving.score.ScoreFixture.write;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.micronaut.http.annotation.Get;
import io.micronaut.http.client.annotation.Client;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.load.Definitions;
import io.twinstream.serving.score.ScoreFixture;
import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegistryTest {
  @TempDir Path folder;
  private final OnlineStore store = new MemoryStore(() -> NOW);
  private ScoreFixture fixture;
  private RegistryClient client;

  @Client("/registry")
  interface RegistryClient {
    @Get
    Map<String, Object> summary();

    @Get("/{kind}{?search,owner,tag}")
    Map<String, List<Map<String, Object>>> list(
        String kind,
        @io.micronaut.core.annotation.Nullable String search,
        @io.micronaut.core.annotation.Nullable String owner,
        @io.micronaut.core.annotation.Nullable String tag);

    @Get("/{kind}/{name}")
    Map<String, Object> one(String kind, String name);
  }

  @BeforeEach
  void start() {
    write(folder, card("fraud_lr", "1", "fraud@1", 0.5), 0, 1, 0, 0, 0, 0, 0);
    fixture = new ScoreFixture(store, Map.of("twinstream.models.folder", folder.toString()));
    client = fixture.server.getApplicationContext().getBean(RegistryClient.class);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void theSummaryHasServedAndAppliedDefinitions() {
    Map<String, Object> summary = client.summary();
    String fingerprint = ProjectJson.fingerprint(fixture.project);
    assertThat(summary.get("fingerprint"), is(fingerprint));
    assertThat(summary.get("applied"), is(nullValue()));
    assertThat(summary.get("views"), is(2));
    assertThat(summary.get("models"), is(1));
    await(store.definitions().apply("payments", new AppliedDefinitions(1, "0123", 5, Map.of())));
    Map<?, ?> applied = (Map<?, ?>) client.summary().get("applied");
    assertThat(applied.get("number"), is(1));
    assertThat(applied.get("served"), is(false));
  }

  @Test
  void everyKindIsListedAndSearched() {
    assertThat(names(client.list("sources", null, null, null)), contains("transactions"));
    assertThat(names(client.list("entities", null, null, null)), contains("card", "user"));
    assertThat(names(client.list("services", null, null, null)), contains("fraud@1", "cards@1"));
    assertThat(names(client.list("models", null, null, null)), contains("fraud_lr@1"));
    assertThat(
        names(client.list("features", "COUNT_5", null, null)), contains("card_spend@1.count_5m"));
    assertThat(names(client.list("views", null, "risk", null)), contains("card_spend@1"));
    assertThat(names(client.list("features", null, null, "people")).size(), is(1));
  }

  @Test
  void lineageGoesFromTheSourceToTheModel() {
    Map<String, Object> source = client.one("sources", "transactions");
    assertThat(
        list(source, "downstream"),
        hasItems(
            "view/card_spend@1", "feature/amount_vs_mean", "service/fraud@1", "model/fraud_lr@1"));
    Map<String, Object> model = client.one("models", "fraud_lr@1");
    assertThat(
        list(model, "upstream"),
        hasItems("service/fraud@1", "feature/card_spend@1.count_5m", "view/user_activity@1"));
    assertThat(model.get("service"), is("fraud@1"));
    Map<String, Object> feature = client.one("features", "card_spend@1.count_5m");
    assertThat(
        list(feature, "upstream"),
        contains("view/card_spend@1", "source/transactions", "entity/card"));
    assertThat(
        list(feature, "downstream"),
        contains("service/fraud@1", "service/cards@1", "model/fraud_lr@1"));
  }

  @Test
  void unknownNamesAreReportedWithTheNearestOnes() throws Exception {
    assertThat(problem("/registry/view"), containsString("did you mean views?"));
    assertThat(
        problem("/registry/views/card_spent@1"),
        containsString("no view 'card_spent@1'; did you mean card_spend@1"));
  }

  @Test
  void aServerStartsWithWhatIsApplied() {
    Map<String, String> files = Definitions.texts(ScoreFixture.definitions());
    String fingerprint = ProjectJson.fingerprint(fixture.project);
    await(store.definitions().apply("payments", new AppliedDefinitions(1, fingerprint, 5, files)));
    try (ScoreFixture other =
        new ScoreFixture(store, Map.of("twinstream.definitions", "registry:payments"))) {
      Map<String, Object> summary =
          other.server.getApplicationContext().getBean(RegistryClient.class).summary();
      assertThat(summary.get("fingerprint"), is(fingerprint));
      assertThat(((Map<?, ?>) summary.get("applied")).get("served"), is(true));
    }
  }

  private String problem(String path) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(fixture.server.getURI() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode(), is(404));
    return answer.body();
  }

  private static List<Object> names(Map<String, List<Map<String, Object>>> listed) {
    return listed.values().iterator().next().stream().map(entry -> entry.get("name")).toList();
  }

  @SuppressWarnings("unchecked")
  private static List<String> list(Map<String, Object> entry, String key) {
    return (List<String>) entry.get(key);
  }
}
