package io.twinstream.serving.score;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static io.twinstream.serving.score.ScoreFixture.card;
import static io.twinstream.serving.score.ScoreFixture.write;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests requests for scores that cannot be answered. */
final class ScoreProblemsTest {
  private static final String EVENT =
      "{'transaction_id': 't', 'card_id': 'c', 'user_id': 'u', 'amount': 3, 'timestamp': '%s'}";

  @TempDir static Path folder;
  private static ScoreFixture fixture;

  @BeforeAll
  static void start() {
    write(folder, card("fraud_lr", "1", "fraud@1", 0.5), 0, 1, 0, 0, 0, 0, 0);
    OnlineStore store = new MemoryStore(() -> NOW);
    fixture = new ScoreFixture(store, Map.of("twinstream.models.folder", folder.toString()));
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @ParameterizedTest(name = "{1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'entities': {'card': 'c'}} | 400 | \"service\" or \"model\" is missing",
        "{'service': 'fraudd@1'} | 404 | did you mean fraud@1",
        "{'service': 'cards@1', 'entities': {'card': 'c'}} | 404 | no model was trained for service cards@1; loaded are: fraud_lr@1 for service fraud@1",
        "{'model': 'fraud'} | 404 | no model 'fraud'; did you mean fraud_lr",
        "{'model': 'fraud_lr', 'service': 'cards@1', 'entities': {'card': 'c'}} | 400 | not cards@1",
        "{'service': 'fraud@1'} | 400 | the id of a card",
        "{'service': 'fraud@1', 'entity': {}} | 400 | did you mean entities",
        "{'service': 'fraud@1', 'include': ['reason']} | 400 | did you mean reasons",
        "{'service': 'fraud@1', 'source': 'x', 'entities': {'card': 'c'}} | 400 | requires \"event\"",
        "{'service': 'fraud@1', 'known': 'x', 'entities': {'card': 'c'}} | 400 | requires \"event\"",
        "{'service': 'fraud@1', 'known': 'x', 'event': {}} | 400 | must be an instant such as",
        "{'service': 'fraud@1', 'event': []} | 400 | \"event\" must be an object",
        "{'service': 'fraud@1', 'event': {'a': 1}} | 400 | dead letter of transactions: MISSING_FIELD",
        "{'service': 'fraud@1', 'source': 'transaction', 'event': {}} | 404 | did you mean transactions",
        "{'service': 'fraud@1', 'service': 'x'} | 400 | Duplicate field",
        "{'service': 'fraud@1', 'event': {'a': | 400 | not JSON",
        "[1] | 400 | must be a JSON object",
      })
  void areReported(String body, int status, String detail) {
    told("/score", body, status, detail);
  }

  @Test
  void eventsThatThePipelineWouldRefuseAreRefused() {
    String late = EVENT.formatted(NOW.minusSeconds(100_000));
    told("/score", "{'service': 'fraud@1', 'event': " + late + "}", 400, "LATE");
    String then = ", 'known': '" + NOW.minusSeconds(100_001 + 86_400) + "'}";
    told("/score", "{'service': 'fraud@1', 'event': " + late + then, 400, "FUTURE");
    String future = EVENT.formatted(NOW.plusSeconds(100));
    told("/score", "{'service': 'fraud@1', 'event': " + future + "}", 400, "FUTURE");
    String longKey = EVENT.formatted(NOW).replace("'c'", "'" + "c".repeat(1_025) + "'");
    told("/score", "{'service': 'fraud@1', 'event': " + longKey + "}", 400, "at most 1024");
    String digits = EVENT.formatted(NOW).replace("3", "3.14159");
    told("/score", "{'service': 'fraud@1', 'event': " + digits + "}", 400, "EXCESS_DIGITS");
    told(
        "/score",
        "{'service': 'fraud@1', 'entities': {'card': 'other'}, 'event': "
            + EVENT.formatted(NOW)
            + "}",
        400,
        "the event has card 'c', but \"entities\" has 'other'");
  }

  @Test
  void batchesAreLimited() {
    told("/score/batch", "{'service': 'fraud@1', 'rows': []}", 400, "give at least one row");
    told("/score/batch", "{'service': 'fraud@1', 'entities': {}}", 400, "did you mean");
    told("/score/batch", rows(51, ""), 400, "at most 50 rows");
    told("/score/batch", rows(11, "'include': ['reasons'],"), 400, "at most 10 rows");
  }

  @Test
  void versionsThatAreNotLoadedAreNotFound() {
    String row = "{'service': 'fraud@1', 'entities': {'card': 'c', 'user': 'u'}}";
    HttpResponse<String> answer =
        fixture.post("/score", row.replace('\'', '"'), "X-Model-Version", "3");
    assertThat(answer.statusCode(), is(404));
    assertThat(answer.body(), containsString("no model 'fraud_lr@3'; did you mean fraud_lr@1"));
  }

  @Test
  void theOpenApiDocumentHasScoresAndWrites() throws Exception {
    URI document = URI.create(fixture.server.getURI() + "/swagger/twinstream-0.1.yml");
    String yaml =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(document).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    for (String part :
        List.of(
            "/score:", "/score/batch:", "X-Model-Version", "ScoreQuestion:", "/push/{source}:")) {
      assertThat(yaml, containsString(part));
    }
  }

  private static String rows(int count, String more) {
    String row = "{'entities': {'card': 'c', 'user': 'u'}}";
    return "{'service': 'fraud@1',"
        + more
        + "'rows': ["
        + String.join(",", Collections.nCopies(count, row))
        + "]}";
  }

  private static void told(String path, String body, int status, String detail) {
    HttpResponse<String> answer = fixture.post(path, body.replace('\'', '"'));
    assertThat(answer.body().replace("\\\"", "\""), containsString(detail));
    assertThat(answer.statusCode(), is(status));
    assertThat(
        answer.headers().firstValue("Content-Type").orElse(""), is("application/problem+json"));
  }
}
