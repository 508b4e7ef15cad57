package io.twinstream.serving.access;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.twinstream.serving.Serve;
import io.twinstream.stores.redis.Certificates;
import io.twinstream.stores.redis.RedisServerExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tests the server with HTTPS, and with a Redis server that accepts only TLS. */
final class TlsTest {
  @RegisterExtension static final RedisServerExtension redis = RedisServerExtension.tls();
  @TempDir static Path folder;
  private static Certificates own;
  private static Certificates others;
  private static EmbeddedServer server;

  @BeforeAll
  static void start() throws Exception {
    own = redis.certificates();
    others = Certificates.in(Files.createDirectories(folder.resolve("others")));
    Map<String, Object> properties = new HashMap<>();
    properties.put("twinstream.definitions", definitions());
    properties.put("twinstream.redis.address", "rediss://" + redis.address());
    properties.put("twinstream.redis.authority", own.certificate().toString());
    properties.put("micronaut.server.ssl.enabled", true);
    properties.put("micronaut.server.ssl.port", -1);
    properties.put("micronaut.server.ssl.key-name", "server");
    properties.put("micronaut.certificate.file.server.format", "PEM");
    properties.put("micronaut.certificate.file.server.path", own.key().toString());
    properties.put(
        "micronaut.certificate.file.server.certificate-path", own.certificate().toString());
    server =
        ApplicationContext.builder()
            .properties(properties)
            .eagerInitSingletons(true)
            .start()
            .getBean(EmbeddedServer.class)
            .start();
  }

  @AfterAll
  static void stop() {
    server.getApplicationContext().close();
  }

  @Test
  void featuresAreServedOverTlsFromARedisOverTls() throws Exception {
    assertThat(server.getURI().toString(), startsWith("https://"));
    HttpClient client = HttpClient.newBuilder().sslContext(own.trusting()).build();
    assertThat(get(client, "/features/card/1").statusCode(), is(200));
    assertThat(get(client, "/health/readiness").body(), containsString("UP"));
  }

  @Test
  void untrustingAndPlainClientsGetNoAnswer() throws Exception {
    HttpClient stranger = HttpClient.newBuilder().sslContext(others.trusting()).build();
    assertThrows(SSLHandshakeException.class, () -> get(stranger, "/features/card/1"));
    URI plain = URI.create("http://127.0.0.1:" + server.getPort() + "/features/card/1");
    HttpRequest request = HttpRequest.newBuilder(plain).build();
    assertThrows(
        IOException.class,
        () -> HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()));
  }

  @Test
  void anUntrustedRedisIsReported() throws Exception {
    String told = failure("--redis", "rediss://" + redis.address());
    assertThat(told, containsString("certificate of Redis at " + redis.address()));
    assertThat(told, containsString("twinstream.redis.authority"));
    assertThat(told, not(containsString("\tat ")));
  }

  @Test
  void aRedisThatWantsTlsIsNotReachedPlainly() throws Exception {
    Map<String, Object> properties = new HashMap<>();
    properties.put("twinstream.definitions", definitions());
    properties.put("twinstream.redis.address", redis.address().toString());
    properties.put("micronaut.server.port", -1);
    try (ApplicationContext plain =
        ApplicationContext.builder().properties(properties).eagerInitSingletons(true).start()) {
      URI uri = plain.getBean(EmbeddedServer.class).start().getURI().resolve("/health/readiness");
      HttpResponse<String> told =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(told.statusCode(), is(503)); // Redis may still be starting, so this repeats.
      assertThat(told.body(), containsString("rediss://"));
    }
  }

  @Test
  void aPasswordInTheAddressIsRefusedWithoutShowingIt() throws Exception {
    String told = failure("--redis", "rediss://user:open-sesame@" + redis.address());
    assertThat(told, containsString("TWINSTREAM_REDIS_PASSWORD"));
    assertThat(told, not(containsString("open-sesame")));
  }

  private static HttpResponse<String> get(HttpClient client, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.getURI().resolve(path)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** The standard error of a start that fails. */
  private static String failure(String... redis) throws Exception {
    StringWriter told = new StringWriter();
    CommandLine line = new CommandLine(new Serve()).setErr(new PrintWriter(told, true));
    int code = line.execute("--definitions", definitions(), redis[0], redis[1], "--port", "0");
    assertThat(told.toString(), code, is(not(0)));
    return told.toString();
  }

  private static String definitions() throws Exception {
    return Path.of(TlsTest.class.getResource("/definitions/payments.yaml").toURI()).toString();
  }
}
