package io.twinstream.serving.operation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.serving.Serve;
import io.twinstream.stores.redis.RedisServerExtension;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests the JSON log of a server in its own process. */
final class LogTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = "pw-7Hq2-of-redis";
  private static final String KEY = "key-9Xz4-of-app";
  private static final String WRONG = "key-3Lw8-of-nobody";

  @RegisterExtension static final RedisServerExtension redis = RedisServerExtension.server();
  @TempDir Path folder;
  private Process serve;
  private URI base;

  @BeforeEach
  void start() throws Exception {
    redis.command("CONFIG SET requirepass " + PASSWORD);
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(
            "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add("-Dlogback.configurationFile=logback-json.xml");
    command.add("-Dlogger.levels.request=DEBUG");
    command.add("-Dtwinstream.reading.deadline=200ms");
    command.add(Serve.class.getName());
    String definitions =
        Path.of(LogTest.class.getResource("/definitions/payments.yaml").toURI()).toString();
    command.addAll(
        List.of("--definitions", definitions, "--redis", redis.address().toString(), "--port=0"));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("TWINSTREAM_REDIS_PASSWORD", PASSWORD);
    environment.put("TWINSTREAM_KEYS_APP_SECRET", KEY);
    environment.put("TWINSTREAM_KEYS_APP_ROLE", "admin");
    serve = builder.redirectError(log().toFile()).start();
    BufferedReader out = serve.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    assertThat(line + Files.readString(log()), line, containsString("listening"));
    base = URI.create(line.substring(line.indexOf("http"), line.lastIndexOf('"')));
  }

  @AfterEach
  void stop() throws Exception {
    redis.pause(false);
    redis.command("AUTH " + PASSWORD + "\r\nCONFIG SET requirepass \"\"");
    serve.destroyForcibly().waitFor();
  }

  private Path log() {
    return folder.resolve("log");
  }

  @Test
  void everyRequestIsALineOfJsonWithItsIdAndNoSecretIsInAny() throws Exception {
    assertThat(get("/features/card/1", "X-Request-Id", "mine-1", "X-Api-Key", KEY), is(200));
    assertThat(get("/features/card/1", "X-Request-Id", "mine-2", "X-Api-Key", WRONG), is(401));
    String bearer = "Bearer " + KEY;
    assertThat(get("/metrics", "X-Request-Id", "mine-3", "Authorization", bearer), is(200));
    String query = "/features/card/1?api_key=" + KEY;
    assertThat(get(query, "X-Request-Id", "mine-4"), is(400));
    assertThat(get("/nowhere/" + KEY, "X-Request-Id", "mine-5", "X-Api-Key", KEY), is(404));
    redis.pause(true);
    assertThat(
        get("/features/card/1", "X-Request-Id", "mine-6", "X-Api-Key", KEY), greaterThan(502));
    redis.pause(false);
    redis.command("AUTH " + PASSWORD + "\r\nCLIENT KILL TYPE normal");
    get("/features/card/1", "X-Request-Id", "mine-7", "X-Api-Key", KEY);
    serve.toHandle().destroy();
    assertThat(serve.waitFor(20, TimeUnit.SECONDS), is(true));

    String text = Files.readString(log());
    for (String secret : List.of(PASSWORD, KEY, WRONG)) {
      assertThat(text, not(containsString(secret)));
    }
    List<String> ids = new ArrayList<>();
    for (String line : text.lines().toList()) {
      JsonNode told = JSON.readTree(line);
      assertThat(line, told.path("level").isTextual(), is(true));
      for (JsonNode pair : told.path("kvpList")) {
        if (pair.has("request_id")) {
          ids.add(pair.get("request_id").textValue());
        }
      }
    }
    for (int i = 1; i <= 7; i++) {
      assertThat(text, ids, hasItem("mine-" + i));
    }
  }

  private int get(String path, String... headers) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).headers(headers).build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.headers().firstValue("X-Request-Id").orElse("none"), is(headers[1]));
    return answer.statusCode();
  }
}
