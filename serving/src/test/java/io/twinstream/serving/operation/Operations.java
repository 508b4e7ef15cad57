package io.twinstream.serving.operation;

import static io.twinstream.serving.score.ScoreFixture.NOW;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A valid request for each operation, and some malformed ones. */
final class Operations {
  static final String EVENT =
      """
      {"transaction_id": "t1", "card_id": "c1", "user_id": "u1", "amount": 12.30, "timestamp": "%s"}"""
          .formatted(NOW);

  private static final String ONLINE =
      "{\"service\": \"cards@1\", \"entities\": {\"card\": \"c1\"}}";
  private static final String ROWS =
      "{\"service\": \"cards@1\", \"rows\": [{\"entities\": {\"card\": \"c1\"}}]}";
  private static final String SCORE =
      "{\"service\": \"fraud@1\", \"entities\": {\"card\": \"c1\", \"user\": \"u1\"}}";
  private static final String SCORES =
      "{\"service\": \"fraud@1\", \"rows\": [{\"entities\": {\"card\": \"c1\", \"user\": \"u1\"}}]}";
  private static final String OFFLINE = "/features/offline/card/c1?features=count_5m&as_of=" + NOW;

  private Operations() {}

  /** A request as it is sent. */
  record Sent(String method, String path, String body, Map<String, String> headers) {
    Sent header(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Sent(method, path, body, more);
    }

    /** The same with another key; null for none. */
    Sent key(String key) {
      Map<String, String> others = new LinkedHashMap<>(headers);
      others.remove("X-Api-Key");
      Sent without = new Sent(method, path, body, others);
      return key == null ? without : without.header("X-Api-Key", key);
    }

    Sent path(String other) {
      return new Sent(method, other, body, headers);
    }

    Sent body(String other) {
      return new Sent(method, path, other, headers);
    }

    Sent tooLong() {
      String more = "x".repeat(body == null ? 70_000 : 3_000_000);
      return body == null ? path(path + (path.contains("?") ? "&" : "?") + more) : body(more);
    }

    HttpResponse<String> send(URI server) throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(server.resolve(path))
              .timeout(Duration.ofSeconds(20))
              .method(
                  method,
                  body == null
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofString(body));
      headers.forEach(request::header);
      // A new connection, because the server closes it if a request is too long.
      return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public String toString() {
      return "%s %.100s %.100s %s".formatted(method, path, body, headers);
    }
  }

  static Sent right(String operation) {
    return switch (operation) {
      case "GET /features/{entity}/{id}" -> bare("GET", "/features/card/c1");
      case "GET /features/offline/{entity}/{id}" -> bare("GET", OFFLINE);
      case "POST /features/online" -> post("/features/online", ONLINE);
      case "POST /features/batch" -> post("/features/batch", ROWS);
      case "POST /score" -> post("/score", SCORE);
      case "POST /score/batch" -> post("/score/batch", SCORES);
      case "POST /push/{source}" -> post("/push/transactions", EVENT);
      case "DELETE /entities/{entity}/{id}" -> bare("DELETE", "/entities/card/c9");
      case "GET /registry/{kind}" -> bare("GET", "/registry/views");
      case "GET /registry/{kind}/{name}" -> bare("GET", "/registry/views/card_spend@1");
      case "GET /registry", "GET /stats", "GET /metrics" -> bare("GET", operation.substring(4));
      default -> throw new AssertionError("no request is known for " + operation);
    };
  }

  /** Requests with unknown names, or that violate a rule of the operation. */
  static List<Sent> wrong(String operation) {
    Sent right = right(operation);
    String no = "{\"service\": \"none@1\", ";
    return switch (operation) {
      case "GET /features/{entity}/{id}" ->
          List.of(right.path("/features/none/c1"), right.path("/features/card/c1?none=1"));
      case "GET /features/offline/{entity}/{id}" ->
          List.of(
              right.path(OFFLINE.replace("/card/", "/none/")),
              right.path("/features/offline/card/c1?as_of=then"));
      case "POST /features/online", "POST /features/batch", "POST /score", "POST /score/batch" ->
          List.of(
              right.body(no + right.body().substring(right.body().indexOf(',') + 1)),
              right.body("{}"),
              right.body("[]"));
      case "POST /push/{source}" ->
          List.of(right.path("/push/none"), right.body("[]"), right.body("[{}]"));
      case "DELETE /entities/{entity}/{id}" ->
          List.of(
              right.path("/entities/none/c1"), right.path("/entities/card/" + "x".repeat(2_000)));
      case "GET /registry/{kind}" -> List.of(right.path("/registry/none"));
      case "GET /registry/{kind}/{name}" -> List.of(right.path("/registry/views/none@1"));
      default -> List.of(right.path(right.path() + "?none=1"));
    };
  }

  private static Sent bare(String method, String path) {
    return new Sent(method, path, null, Map.of("X-Api-Key", "boss"));
  }

  private static Sent post(String path, String body) {
    return new Sent(
        "POST", path, body, Map.of("X-Api-Key", "boss", "Content-Type", "application/json"));
  }
}
