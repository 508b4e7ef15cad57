package io.twinstream.kafka.registry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Requests to a registry, or to one of its servers that answers. */
final class RegistryHttp {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final String TYPE = "application/vnd.schemaregistry.v1+json";

  private final List<String> servers = new ArrayList<>();
  private final RegistrySettings settings;
  private final HttpClient client;

  /**
   * @param urls separated by commas
   * @throws IllegalArgumentException if one is not a URL
   */
  RegistryHttp(String urls, RegistrySettings settings) {
    for (String url : urls.split(",")) {
      String each = url.strip();
      if (!isAddress(each)) {
        throw new IllegalArgumentException(
            ("'%s' is not the address of a schema registry; write http://HOST:PORT or https://HOST:PORT,"
                    + " with a host of letters, digits, dots and dashes")
                .formatted(each.replaceAll("//[^/]*@", "//…@")));
      }
      servers.add(each.endsWith("/") ? each.substring(0, each.length() - 1) : each);
    }
    this.settings = settings;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_WITHIN)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL);
    settings.tls().ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /** Reports whether requests can be sent there, so that none fails for its address later. */
  private static boolean isAddress(String url) {
    try {
      HttpRequest.newBuilder(URI.create(url));
      return url.matches("https?://[^\\s@]+");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  RegistryAnswer get(String path) {
    return send(path, null);
  }

  /**
   * Sends a request to each server until one answers it.
   *
   * @param body JSON to post; null to get
   * @throws RegistryFailure if none answers, or the answer is not a registry's
   */
  RegistryAnswer send(String path, String body) {
    RegistryFailure failure = null;
    for (String server : servers) {
      try {
        return once(server, path, body);
      } catch (RegistryFailure e) {
        failure = e;
      }
    }
    throw failure;
  }

  private RegistryAnswer once(String server, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(ANSWER_WITHIN)
            .header("Accept", TYPE + ", application/json");
    settings.authorization().ifPresent(value -> request.header("Authorization", value));
    if (body != null) {
      request.header("Content-Type", TYPE).POST(BodyPublishers.ofString(body));
    }
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      return understood(server, response);
    } catch (IOException e) {
      throw new RegistryFailure(
          "the schema registry at %s does not answer: %s".formatted(server, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryFailure("interrupted while waiting for the schema registry", e);
    }
  }

  /** Only an answer that is a registry's own decides; a proxy may answer 404 for any path. */
  private static RegistryAnswer understood(String server, HttpResponse<String> response) {
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      throw new RegistryFailure(
          "the schema registry at %s refuses these credentials (HTTP %d); set %s and %s, or %s, in"
                  .formatted(
                      server,
                      status,
                      RegistrySettings.USERNAME,
                      RegistrySettings.PASSWORD,
                      RegistrySettings.TOKEN)
              + " the environment");
    }
    RegistryAnswer answer;
    try {
      answer = RegistryAnswer.parse(status, response.body());
    } catch (IOException e) {
      throw new RegistryFailure(
          "the schema registry at %s answers HTTP %d without JSON".formatted(server, status), e);
    }
    if (status >= 500 || status == 429 || (status >= 400 && answer.errorCode() == 0)) {
      throw new RegistryFailure(
          "the schema registry at %s answers HTTP %d: %s"
              .formatted(server, status, answer.message()));
    }
    return answer;
  }

  @Override
  public String toString() {
    return String.join(",", servers);
  }
}
