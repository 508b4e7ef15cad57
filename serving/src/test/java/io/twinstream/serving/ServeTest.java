package io.twinstream.serving;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.stores.redis.Certificates;
import io.twinstream.stores.redis.RedisServerExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tests the server in its own process. */
final class ServeTest {
  @RegisterExtension static final RedisServerExtension redis = RedisServerExtension.server();
  @TempDir Path folder;

  @Test
  void saysWhereItListensAndEndsWhenAsked() throws Exception {
    String definitions = resource("/definitions/payments.yaml");
    Process serve =
        start("--definitions", definitions, "--redis", redis.address().toString(), "--port", "0");
    try (BufferedReader out = serve.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      assertThat(line, containsString("{\"listening\":\"http://127.0.0.1:"));
      URI base = URI.create(line.substring(line.indexOf("http"), line.lastIndexOf('"')));
      assertThat(status(base.resolve("/health")), is(200));
      assertThat(status(base.resolve("/features/card/4711")), is(200));
      serve.toHandle().destroy(); // Process.destroy() would also close the stream.
      assertThat(serve.waitFor(20, TimeUnit.SECONDS), is(true));
      assertThat(serve.exitValue(), is(143));
      assertThat(out.readLine(), is((Object) null));
    } finally {
      serve.destroyForcibly();
    }
  }

  @Test
  void speaksHttpsWithTheFilesOfACertificate() throws Exception {
    Certificates own = Certificates.in(folder);
    String definitions = resource("/definitions/payments.yaml");
    String[] usual = {"--definitions", definitions, "--redis", redis.address().toString()};
    String certificate = "--tls-certificate=" + own.certificate();
    assertThat(
        failure(2, usual[0], usual[1], usual[2], usual[3], certificate),
        containsString("--tls-key"));
    Process serve =
        start(
            usual[0],
            usual[1],
            usual[2],
            usual[3],
            "--port=0",
            certificate,
            "--tls-key=" + own.key());
    try (BufferedReader out = serve.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      assertThat(line, containsString("{\"listening\":\"https://127.0.0.1:"));
      URI base = URI.create(line.substring(line.indexOf("http"), line.lastIndexOf('"')));
      HttpRequest request = HttpRequest.newBuilder(base.resolve("/features/card/4711")).build();
      HttpClient client = HttpClient.newBuilder().sslContext(own.trusting()).build();
      assertThat(
          client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode(), is(200));
    } finally {
      serve.destroyForcibly().waitFor();
    }
  }

  @Test
  void requestsInProgressAreAnsweredBeforeTheServerEnds() throws Exception {
    String definitions = resource("/definitions/payments.yaml");
    Process serve =
        start("--definitions", definitions, "--redis", redis.address().toString(), "--port", "0");
    try (BufferedReader out = serve.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      URI base = URI.create(line.substring(line.indexOf("http"), line.lastIndexOf('"')));
      assertThat(status(base.resolve("/features/card/4711")), is(200));
      redis.pause(true);
      HttpRequest request = HttpRequest.newBuilder(base.resolve("/features/card/1")).build();
      CompletableFuture<HttpResponse<String>> underWay =
          HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
      Thread.sleep(200);
      serve.toHandle().destroy();
      Thread.sleep(200);
      redis.pause(false);
      assertThat(underWay.get(20, TimeUnit.SECONDS).statusCode(), is(200));
      assertThat(serve.waitFor(20, TimeUnit.SECONDS), is(true));
    } finally {
      redis.pause(false);
      serve.destroyForcibly();
    }
  }

  @Test
  void invalidDefinitionsAreReportedAndEndTheStart() throws Exception {
    Path wrong = folder.resolve("wrong.yaml");
    Files.writeString(wrong, "project: payments\nsuorces: {}\n");
    String told =
        failure(1, "--definitions", wrong.toString(), "--redis", redis.address().toString());
    assertThat(told, containsString("suorces"));
    assertThat(told, not(containsString("\tat ")));
  }

  @Test
  void missingModelsAreReported() throws Exception {
    String told =
        failure(
            1,
            "--definitions",
            resource("/definitions/payments.yaml"),
            "--redis",
            redis.address().toString(),
            "--port",
            "0",
            "--models",
            folder.resolve("nowhere").toString());
    assertThat(told, containsString("cannot read the models in "));
    assertThat(told, not(containsString("\tat ")));
  }

  @Test
  void wrongOptionsAreUsageErrors() {
    assertThat(failure(2, "--definitions", "x", "--redis", "nowhere"), containsString("HOST:PORT"));
    assertThat(
        failure(2, "--definitions", "x", "--redis", "a:1", "--port", "70000"),
        containsString("--port"));
    assertThat(failure(2, "--redis", "a:1"), containsString("--definitions"));
  }

  /** The standard error of a start that fails, in this JVM as in its own process. */
  private static String failure(int code, String... arguments) {
    StringWriter told = new StringWriter();
    CommandLine line = new CommandLine(new Serve()).setErr(new PrintWriter(told, true));
    assertThat(line.execute(arguments), is(code));
    return told.toString();
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(
            "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add(Serve.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(folder.resolve("stderr").toFile()).start();
  }

  private static int status(URI uri) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String resource(String name) throws Exception {
    return Path.of(ServeTest.class.getResource(name).toURI()).toString();
  }
}
