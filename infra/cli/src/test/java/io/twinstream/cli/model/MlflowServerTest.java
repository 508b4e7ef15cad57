package io.twinstream.cli.model;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.local.process.Ports;
import io.twinstream.offline.models.tracking.Run;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests against MLflow's own server, one for all tests, if {@code mlflow} is on the PATH. */
@Tag("slow")
class MlflowServerTest {
  private static final int START_SECONDS = 300;

  @TempDir static Path folder;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static Process process;
  private static URI url;

  private static Optional<Path> command() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(":"))
        .map(folder -> Path.of(folder, "mlflow"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void start() throws Exception {
    if (process != null) {
      return;
    }
    Optional<Path> command = command();
    assumeTrue(command.isPresent(), "no mlflow on the PATH: pip install mlflow");
    int port = Ports.free();
    url = URI.create("http://127.0.0.1:" + port);
    ProcessBuilder server =
        new ProcessBuilder(
                command.get().toString(),
                "server",
                "--host=127.0.0.1",
                "--port=" + port,
                "--workers=1",
                "--backend-store-uri=sqlite:///" + folder.resolve("runs.db"),
                "--artifacts-destination=" + folder.resolve("artifacts"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile());
    // Otherwise it starts eight more processes, for jobs that nothing here uses.
    server.environment().put("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false");
    process = server.start();
    long deadline = System.nanoTime() + START_SECONDS * 1_000_000_000L;
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError(Files.readString(folder.resolve("server.log")));
      }
      Thread.sleep(250);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (process != null) {
      List<ProcessHandle> workers = process.descendants().toList();
      process.destroy();
      process.waitFor();
      workers.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static boolean answers() throws InterruptedException {
    try {
      return get("/health").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static JsonNode json(String path) throws Exception {
    return new ObjectMapper().readTree(get("/api/2.0/mlflow/" + path).body());
  }

  @Test
  void keepsRunsWithTheirArtifacts() throws Exception {
    start();
    MlflowServer server = new MlflowServer(url, Map.of());
    Map<String, String> parameters = new HashMap<>(Map.of("eta", "0.05"));
    for (int i = 0; i < 120; i++) {
      parameters.put("p" + i, "value " + i); // more than one request may have
    }
    byte[] model = new byte[300_000];
    Arrays.fill(model, (byte) 7);
    Run run =
        new Run(
            "fraud@1",
            Instant.parse("2026-03-01T12:00:00Z"),
            Instant.parse("2026-03-01T12:01:00Z"),
            parameters,
            Map.of("roc_auc", 0.871, "average_precision", 0.606),
            Map.of("twinstream.service", "fraud@1"),
            Map.of("model.onnx", model, "report.html", "é".getBytes(StandardCharsets.UTF_8)));
    String experiment = server.experiment("fraud, first");
    assertThat(server.experiment("fraud, first"), is(experiment));
    String[] page = server.write(experiment, run).toString().split("/");
    String id = page[page.length - 1];

    JsonNode kept = json("runs/get?run_id=" + id).path("run");
    assertThat(kept.at("/info/status").asText(), is("FINISHED"));
    assertThat(kept.at("/info/run_name").asText(), is("fraud@1"));
    assertThat(kept.at("/info/experiment_id").asText(), is(experiment));
    assertThat(kept.at("/data/params").size(), is(121));
    assertThat(value(kept.at("/data/metrics"), "roc_auc").asDouble(), is(0.871));
    assertThat(value(kept.at("/data/tags"), "twinstream.service").asText(), is("fraud@1"));
    assertThat(json("artifacts/list?run_id=" + id).path("files").size(), is(2));
    HttpResponse<byte[]> artifact = get("/get-artifact?path=model.onnx&run_uuid=" + id);
    assertThat(Arrays.equals(artifact.body(), model), is(true));
  }

  private static JsonNode value(JsonNode all, String key) {
    for (JsonNode each : all) {
      if (each.path("key").asText().equals(key)) {
        return each.path("value");
      }
    }
    throw new AssertionError("no " + key + " in " + all);
  }

  @Test
  void tellsWhatAServerRefuses() throws Exception {
    start();
    MlflowServer server = new MlflowServer(url, Map.of("MLFLOW_TRACKING_TOKEN", "unused"));
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    Run wrong = new Run("r", now, now, Map.of("a\nb", "1"), Map.of(), Map.of(), Map.of());
    String experiment = server.experiment("e");
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> server.write(experiment, wrong));
    assertThat(refused.getMessage(), containsString("refuses runs/log-batch: 400"));
  }

  @Test
  void tellsThatNoServerAnswers() throws Exception {
    int port = Ports.free();
    MlflowServer server = new MlflowServer(URI.create("http://127.0.0.1:" + port + "/"), Map.of());
    assertThat(
        assertThrows(IllegalStateException.class, () -> server.experiment("e")).getMessage(),
        is("no MLflow server answers at http://127.0.0.1:" + port));
  }
}
