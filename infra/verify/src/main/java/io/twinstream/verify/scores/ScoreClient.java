package io.twinstream.verify.scores;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.features.decode.EventJson;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Requests scores of events from the HTTP server. */
final class ScoreClient {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ROWS = 500;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final URI batch;
  private final String service;
  private final Schema schema;

  /**
   * @param url of the server
   * @param schema of the events
   */
  ScoreClient(String url, String service, Schema schema) {
    this.batch = URI.create(url + "/score/batch");
    this.service = service;
    this.schema = schema;
  }

  /**
   * A response.
   *
   * @param included whether the features include the event; if not, that is undecided
   */
  record Answer(double score, boolean included) {}

  /**
   * One response per event, in order.
   *
   * @throws IllegalStateException if the server returns no score of the model
   */
  List<Answer> scores(List<Event> events) {
    List<Answer> answers = new ArrayList<>(events.size());
    for (int at = 0; at < events.size(); at += ROWS) {
      ask(events.subList(at, Math.min(events.size(), at + ROWS)), answers);
    }
    return answers;
  }

  private void ask(List<Event> events, List<Answer> answers) {
    JsonNode results = post(body(events)).path("results");
    if (results.size() != events.size()) {
      throw new IllegalStateException(
          "asked %s for %d scores, got %d".formatted(batch, events.size(), results.size()));
    }
    for (JsonNode result : results) {
      if (!result.path("score").isNumber() || !result.path("fallback").isNull()) {
        throw new IllegalStateException(batch + " returned no score of the model: " + result);
      }
      answers.add(
          new Answer(
              result.get("score").doubleValue(),
              result.path("event").asText("INCLUDED").equals("INCLUDED")));
    }
  }

  private byte[] body(List<Event> events) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(512 * events.size());
    body.writeBytes(utf8("{\"service\":\"" + service + "\",\"rows\":["));
    for (int i = 0; i < events.size(); i++) {
      body.writeBytes(utf8((i == 0 ? "" : ",") + "{\"event\":"));
      body.writeBytes(EventJson.write(schema, events.get(i)));
      body.writeBytes(utf8(",\"known\":\"" + Instant.ofEpochMilli(events.get(i).known()) + "\"}"));
    }
    body.writeBytes(utf8("]}"));
    return body.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private JsonNode post(byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(batch)
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            "%s answers %d: %s"
                .formatted(
                    batch,
                    response.statusCode(),
                    new String(response.body(), StandardCharsets.UTF_8)));
      }
      return json.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect to " + batch, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + batch, e);
    }
  }
}
