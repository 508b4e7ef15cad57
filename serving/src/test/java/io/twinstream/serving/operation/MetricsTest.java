package io.twinstream.serving.operation;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static io.twinstream.serving.score.ScoreFixture.card;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.serving.score.ScoreFixture;
import io.twinstream.stores.MemoryStore;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that metrics have labels from closed sets, so that callers cannot create series. */
final class MetricsTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path folder;
  private ScoreFixture fixture;

  @BeforeEach
  void start() {
    model("1");
    fixture =
        new ScoreFixture(
            new MemoryStore(() -> NOW),
            Map.of(
                "twinstream.models.folder", folder.toString(), "twinstream.access.max-wrong", 0));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private void model(String version) {
    ScoreFixture.write(folder, card("cards_lr", version, "cards@1", 0.5), 0, 0, 0);
  }

  @Test
  void oddRequestsMakeNoSeries() throws Exception {
    ask(0, 200);
    series(); // This request is counted itself.
    Set<String> before = series();
    ask(200, 10_000);
    Set<String> after = series();
    after.removeAll(before);
    assertThat(after, is(Set.of()));
    assertThat(before.toString(), containsString("method=\"other\""));
    assertThat(before.toString(), containsString("route=\"/features/{entity}/{id}\""));
    assertThat(before.toString(), containsString("route=\"none\""));
  }

  @Test
  void modelsThatAreGoneAreNotCountedAnyMore() throws Exception {
    score();
    assertThat(models(), is(Set.of("cards_lr@1")));
    Files.delete(folder.resolve("cards_lr-1.onnx"));
    model("2");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!models().equals(Set.of("cards_lr@2")) && System.nanoTime() < end) {
      score();
    }
    assertThat(models(), is(Set.of("cards_lr@2")));
  }

  private void score() {
    fixture.post("/score", "{\"service\": \"cards@1\", \"entities\": {\"card\": \"c\"}}");
  }

  private Set<String> models() throws Exception {
    return series().stream()
        .filter(line -> line.startsWith("twinstream_scores_total"))
        .map(line -> line.replaceAll(".*model=\"([^\"]*)\".*", "$1"))
        .collect(Collectors.toSet());
  }

  /** Names and labels of the product's own metrics. */
  private Set<String> series() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base() + "/metrics")).build();
    return HTTP.send(request, BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith("twinstream_"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String base() {
    return fixture.server.getURI().toString();
  }

  private void ask(int from, int to) throws IOException {
    for (int first = from; first < to; first += 100) {
      StringBuilder requests = new StringBuilder();
      for (int i = first; i < first + 100; i++) {
        requests.append(odd(i, i == first + 99 ? "close" : "keep-alive"));
      }
      try (Socket socket = new Socket("127.0.0.1", fixture.server.getPort())) {
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(requests.toString().getBytes(UTF_8));
        String answers = new String(socket.getInputStream().readAllBytes(), UTF_8);
        assertThat(answers.split("HTTP/1.1 ", -1).length - 1, is(100));
      }
    }
  }

  private static String odd(int i, String connection) {
    String body =
        """
        {"service": "s%1$d@%1$d", "model": "m%1$d", "entities": {"e%1$d": "i%1$d"}}"""
            .formatted(i);
    String line =
        switch (i / 2 % 10) {
          case 0 -> "ODD" + i + " /";
          case 1 -> "X" + i + " /features/card/" + i;
          case 2 -> "GET /odd" + i + "/" + i;
          case 3 -> "GET /features/e" + i + "/" + i;
          case 4 -> "GET /features/card/" + i + "?service=s" + i;
          case 5 -> "GET /features/card/" + i;
          case 6 -> "POST /score";
          case 7 -> "POST /features/online";
          case 8 -> "GET /registry/k" + i + "/n" + i;
          default -> "DELETE /swagger/odd" + i;
        };
    return line
        + " HTTP/1.1\r\nHost: h%d\r\nConnection: %s\r\n".formatted(i, connection)
        + "X-Model-Version: v%1$d\r\nX-Request-Id: r%1$d\r\nX-Odd-%1$d: h\r\n".formatted(i)
        + (i % 2 == 0 ? "X-Api-Key: k" + i + "\r\n" : "")
        + "X-Deadline-Ms: %s\r\n".formatted(i % 3 == 0 ? "d" + i : "10000")
        + "Content-Type: %s\r\n".formatted(i % 20 == 5 ? "odd/t" + i : "application/json")
        + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body);
  }
}
