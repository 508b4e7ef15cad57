package io.twinstream.serving.access;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.security.filters.SecurityFilter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JwtConfigurationTest {
  private static final String SECRET = "a-secret-that-is-shared-with-an-issuer";

  @TempDir Path folder;

  @Test
  void withoutItNothingOfItIsThere() {
    try (AccessService service = new AccessService(Map.of())) {
      assertThat(service.has(JwtConfiguration.class), is(false));
      assertThat(service.has(TokenFilter.class), is(false));
      assertThat(service.has(SecurityFilter.class), is(false));
      HttpRequest<?> request = HttpRequest.GET("/features/card/1").bearerAuth("a.b.c");
      assertThat(service.exchange(request).code(), is(401));
      HttpResponse<String> open = service.exchange(HttpRequest.GET("/features/card/1"));
      assertThat(open.code(), is(200));
    }
  }

  @Test
  void everyNameIsMappedAndHasItsDefault() throws Exception {
    Map<String, Object> least =
        Map.of(
            "twinstream.jwt.issuer", "me",
            "twinstream.jwt.audience", "you",
            "twinstream.jwt.secret", SECRET);
    try (AccessService service = new AccessService(least)) {
      assertThat(
          service.bean(JwtConfiguration.class),
          is(
              new JwtConfiguration(
                  "me",
                  "you",
                  null,
                  null,
                  SECRET,
                  "roles",
                  "",
                  Duration.ofSeconds(30),
                  Duration.ofMinutes(5))));
    }
    Path key = Files.writeString(folder.resolve("key.pem"), "no key");
    Map<String, Object> all =
        Map.of(
            "twinstream.jwt.issuer", "me",
            "twinstream.jwt.audience", "you",
            "twinstream.jwt.jwks", "https://me/keys",
            "twinstream.jwt.roles-claim", "scope",
            "twinstream.jwt.role-prefix", "features:",
            "twinstream.jwt.clock-skew", "1s",
            "twinstream.jwt.remember", "2s");
    try (AccessService service = new AccessService(all)) {
      assertThat(
          service.bean(JwtConfiguration.class),
          is(
              new JwtConfiguration(
                  "me",
                  "you",
                  URI.create("https://me/keys"),
                  null,
                  null,
                  "scope",
                  "features:",
                  Duration.ofSeconds(1),
                  Duration.ofSeconds(2))));
    }
    Map<String, Object> wrong =
        Map.of(
            "twinstream.jwt.issuer", "me",
            "twinstream.jwt.audience", "you",
            "twinstream.jwt.public-key", key);
    assertThat(told(wrong), containsString("key.pem is not an RSA key in PEM"));
  }

  @Test
  void allMistakesAreReportedAtTheStartWithoutSecrets() {
    String told = told(Map.of("twinstream.jwt.secret", "too-short"));
    assertThat(
        told,
        allOf(
            containsString("twinstream.jwt: issuer is missing"),
            containsString("audience is missing"),
            containsString("secret must have at least 32 bytes"),
            not(containsString("too-short"))));
    assertThat(
        told(Map.of("twinstream.jwt.jwks", "http://keys.example/keys")),
        containsString("jwks must be a URL that begins with https://"));
    JwtConfiguration right =
        new JwtConfiguration(
            "me", "you", null, null, SECRET, "roles", "", Duration.ZERO, Duration.ZERO);
    assertThat(right.toString(), not(containsString(SECRET)));
  }

  private static String told(Map<String, Object> settings) {
    return assertThrows(RuntimeException.class, () -> new AccessService(settings).close())
        .getMessage();
  }
}
