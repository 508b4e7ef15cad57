package io.twinstream.serving.feature;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Sends raw HTTP requests, also malformed ones. */
final class Http {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI base;

  Http(URI base) {
    this.base = base;
  }

  record Answer(int status, String type, String body, String requestId) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new IllegalStateException("not JSON: " + body, e);
      }
    }
  }

  Answer get(String pathAndQuery) {
    return send(HttpRequest.newBuilder().GET(), pathAndQuery);
  }

  Answer post(String path, String body) {
    return send(
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)),
        path);
  }

  Answer send(HttpRequest.Builder request, String pathAndQuery) {
    try {
      HttpResponse<String> response =
          CLIENT.send(
              request.uri(URI.create(base + pathAndQuery)).timeout(Duration.ofSeconds(20)).build(),
              BodyHandlers.ofString());
      assertThat(response.headers().firstValue("Server"), is(Optional.empty()));
      String type = response.headers().firstValue("Content-Type").orElse("");
      String id = response.headers().firstValue("X-Request-Id").orElse("");
      return new Answer(response.statusCode(), type, response.body(), id);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
