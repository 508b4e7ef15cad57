package io.twinstream.serving.feature;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.serving.feature.Fixture.Payment;
import io.twinstream.stores.MemoryStore;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the responses to requests that cannot be answered. */
final class ProblemsTest {
  private static Fixture fixture;
  private static Http http;

  @BeforeAll
  static void start() {
    fixture = new Fixture(new MemoryStore(InstantSource.system()));
    fixture.store("card_spend@1", "4711", Payment.ago(Duration.ofMinutes(1), "1.00"));
    http = new Http(fixture.server.getURI());
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/features/cart/1                                 | card",
        "/features/card/1?features=count_5                | count_5m",
        "/features/card/1?features=card_spent.count_5m    | card_spend",
        "/features/card/1?features=count_5m,              | ''",
        "/features/card/1?service=fraud@2                 | fraud@1",
        "/features/card/1?service=fruad                   | fraud@1",
        "/feature/card/1                                  | /feature/card/1",
        "/features/card                                   | /features/card",
        "/features/card/                                  | /features/card",
      })
  void whatDoesNotExistIs404(String path, String hint) {
    requireProblem(http.get(path), 404, hint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/features/card/1?feature=count_5m                    | features",
        "/features/card/1?features=count_5m&service=fraud@1   | not both",
        "/features/card/1?service=fraud@1                     | user",
        "/features/card/1?features=user_count_24h             | user",
        "/features/card/%FF                                   | UTF-8",
        "/features/card/%ED%A0%80                             | UTF-8",
        "/features/terminal/1.5                               | not a whole number: '1.5'",
        "/features/terminal/99999999999999999999              | 64-bit integer",
      })
  void whatMakesNoSenseIs400(String path, String hint) {
    requireProblem(http.get(path), 400, hint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "{",
        "{} {}",
        "null",
        "{\"features\": [\"count_5m\"]}",
        "{\"entities\": {\"card\": \"1\"}}",
        "{\"features\": [], \"entities\": {\"card\": \"1\"}}",
        "{\"features\": \"count_5m\", \"entities\": {\"card\": \"1\"}}",
        "{\"features\": [1], \"entities\": {\"card\": \"1\"}}",
        "{\"features\": [\"count_5m\"], \"entities\": {\"card\": \"\"}}",
        "{\"features\": [\"count_5m\"], \"entities\": {\"card\": null}}",
        "{\"features\": [\"count_5m\"], \"entities\": {\"card\": 1.5}}",
        "{\"features\": [\"count_5m\"], \"entities\": {\"card\": [\"1\"]}}",
        "{\"features\": [\"count_5m\"], \"entities\": {\"card\": \"\\ud83d\"}}",
        "{\"features\": [\"count_5m\"], \"entities\": {\"card\": \"1\", \"card\": \"2\"}}",
        "{\"features\": [\"count_5m\"], \"entitys\": {\"card\": \"1\"}}",
        "{\"features\": [\"count_5m\"], \"rows\": []}",
      })
  void aBodyThatIsNoRequestIs400(String body) {
    requireProblem(http.post("/features/online", body), 400, "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amount: 1.005      | decimal(2)",
        "amount: 1e400      | decimal(2)",
        "amount: 1e999999   | decimal(2)",
        "amount: 1e-999999  | decimal(2)",
        "amount: 1e18       | decimal(2)",
        "amount: true       | decimal(2)",
        "amount: 'ten'      | decimal(2)",
        "amount: []         | decimal(2)",
        "online: 1          | boolean",
        "note: 1.5          | string",
        "note: true         | string",
        "amuont: 1          | amount",
      })
  void aRequestFieldThatDoesNotFitIs400(String field, String hint) {
    String json = field.strip().replaceFirst("(\\w+):", "\"$1\":").replace('\'', '"');
    String body =
        "{\"service\": \"fraud@1\", \"entities\": {\"card\": \"1\", \"user\": \"1\"}, \"request\":"
            + " {"
            + json
            + "}}";
    requireProblem(http.post("/features/online", body), 400, hint);
  }

  @Test
  void anUnknownEntityInTheBodyIs404() {
    requireProblem(
        http.post(
            "/features/online", "{\"features\": [\"count_5m\"], \"entities\": {\"crad\": \"1\"}}"),
        404,
        "card");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"features\": [\"count_5m\"]}",
        "{\"features\": [\"count_5m\"], \"rows\": {}}",
        "{\"features\": [\"count_5m\"], \"rows\": [{}]}",
        "{\"features\": [\"count_5m\"], \"rows\": [1]}",
        "{\"features\": [\"count_5m\"], \"rows\": []}",
        "{\"features\": [\"count_5m\"], \"rows\": null}",
        "{\"features\": [\"count_5m\"], \"rows\": [{\"entities\": {\"card\": \"1\"}}, null]}",
        "{\"features\": [\"count_5m\"], \"entities\": {\"card\": \"1\"}}",
        "{\"features\": [\"count_5m\"], \"rows\": [{\"entities\": {\"card\": \"1\"}, \"x\": 1}]}",
        "{\"rows\": [{\"entities\": {\"card\": \"1\"}}]}",
      })
  void aBodyThatIsNoBatchIs400(String body) {
    requireProblem(http.post("/features/batch", body), 400, "");
  }

  @Test
  void moreRowsThanAllowedAre400() {
    String row = "{\"entities\": {\"card\": \"1\"}}";
    String most = row + ("," + row).repeat(49);
    String format = "{\"features\": [\"count_5m\"], \"rows\": [%s]}";
    assertThat(http.post("/features/batch", format.formatted(most)).status(), is(200));
    requireProblem(http.post("/features/batch", format.formatted(most + "," + row)), 400, "50");
  }

  @Test
  void nestedAndEndlessJsonIs400() {
    for (String bomb :
        List.of(
            "[".repeat(900_000),
            "{\"entities\":".repeat(90_000),
            "{\"features\": [\"count_5m\"], \"request\": " + "[".repeat(900_000),
            "{\"features\": [\"count_5m\"], \"request\": {\"amount\": "
                + "9".repeat(100_000)
                + "}}",
            "{\"" + "x".repeat(100_000) + "\": 1}",
            "{\"features\": [\"count_5m\"], \"entities\": {\"card\": NaN}}")) {
      requireProblem(http.post("/features/online", bomb), 400, "");
      requireProblem(http.post("/features/batch", bomb), 400, "");
    }
  }

  @Test
  void anIdThatIsTooLongIs400() {
    String longest = "x".repeat(1_024);
    assertThat(http.get("/features/card/" + longest).status(), is(200));
    requireProblem(http.get("/features/card/" + longest + "x"), 400, "1024");
  }

  @Test
  void methodsAndTypesThatAreNotServedAreProblemsToo() {
    requireProblem(
        http.send(HttpRequest.newBuilder().DELETE(), "/features/card/4711"), 405, "DELETE");
    HttpRequest.Builder text =
        HttpRequest.newBuilder()
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString("{}"));
    requireProblem(http.send(text, "/features/online"), 415, "text/plain");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    Http.Answer answer = http.post("/features/online", " ".repeat(3 << 20));
    requireProblem(answer, 413, "");
  }

  @Test
  void longListsOfFeaturesFitIntoAnAddress() {
    String many = "count_5m," + "card_spend.count_24h,".repeat(900) + "count_5m";
    assertThat(http.get("/features/card/1?features=" + many).status(), is(200));
    requireProblem(http.get("/features/card/1?features=" + many.repeat(4)), 413, "");
  }

  @Test
  void aStateThatCannotBeReadIsNoReasonToFail() {
    fixture.store("card_spend@1", "damaged", 1, 1, new byte[] {1, 2, 3});
    JsonNode answer = http.get("/features/card/damaged").json();
    assertThat(StatusContract.status(answer, "card_spend@1"), is("ERROR"));
  }

  @Test
  void theOpenApiDocumentAndItsPageAreServed() {
    Http.Answer document = http.get("/swagger/twinstream-0.1.yml");
    assertThat(document.status(), is(200));
    for (String path :
        List.of(
            "/features/{entity}/{id}:",
            "/features/online:",
            "/features/batch:",
            "/entities/{entity}/{id}:",
            "/score:",
            "schemas/Question",
            "schemas/Features")) {
      assertThat(document.body(), containsString(path));
    }
    assertThat(http.get("/swagger-ui/index.html").body(), containsString("twinstream-0.1.yml"));
    String bundle = "/swagger-ui/res/swagger-ui-bundle.js";
    assertThat(http.get(bundle).status(), is(200));
  }

  private static void requireProblem(Http.Answer answer, int status, String hint) {
    assertThat(answer.body(), answer.status(), is(status));
    assertThat(answer.type(), is("application/problem+json"));
    JsonNode problem = answer.json();
    assertThat(problem.get("status").intValue(), is(status));
    assertThat(problem.get("title").textValue().isEmpty(), is(false));
    assertThat(problem.get("detail").textValue(), containsString(hint));
    assertThat(answer.body(), not(containsString("Exception")));
    assertThat(answer.body(), not(containsString("io.twinstream")));
  }
}
