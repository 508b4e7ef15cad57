package io.twinstream.serving.registry;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Gets responses of a server as text or JSON, or waits for an expected one. */
final class Asked {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Supplier<URI> server;

  Asked(Supplier<URI> server) {
    this.server = server;
  }

  HttpResponse<String> get(String path) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(server.get() + path)).build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException("no answer at all", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  JsonNode json(String path) {
    return parse(get(path).body());
  }

  static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new IllegalStateException("not JSON: " + body, e);
    }
  }

  JsonNode until(String path, Predicate<JsonNode> holds) throws InterruptedException {
    JsonNode answer = json(path);
    for (int i = 0; i < 500 && !holds.test(answer); i++) {
      Thread.sleep(20);
      answer = json(path);
    }
    assertThat(answer.toString(), holds.test(answer), is(true));
    return answer;
  }
}
