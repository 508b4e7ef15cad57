package io.twinstream.serving.access;

import static io.twinstream.serving.access.SignedTokens.NOW;
import static io.twinstream.serving.access.SignedTokens.at;
import static io.twinstream.serving.access.SignedTokens.claims;
import static io.twinstream.serving.access.SignedTokens.hmac;
import static io.twinstream.serving.access.SignedTokens.rsa;
import static io.twinstream.serving.access.SignedTokens.signed;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpRequest;
import io.twinstream.stores.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests signed tokens over HTTP. */
final class TokenTest {
  private static final String SECRET = "a-secret-that-is-shared-with-an-issuer";
  private static final RSAKey PUBLISHED = KeyServer.key("published");
  private static final RSAKey OTHER = KeyServer.key("other");
  private static final RSAKey FILED = KeyServer.key("filed");

  @TempDir static Path folder;
  private static Path pem;
  private static KeyServer issuer;
  private static ManualClock clock;
  private static AccessService service;

  @BeforeAll
  static void start() throws Exception {
    issuer = new KeyServer(PUBLISHED);
    pem = folder.resolve("key.pem");
    String encoded = Base64.getMimeEncoder().encodeToString(FILED.toRSAPublicKey().getEncoded());
    Files.writeString(
        pem, "-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----\n");
    clock = new ManualClock(NOW);
    Map<String, Object> settings = settings(issuer.address());
    settings.put("twinstream.jwt.public-key", pem);
    settings.put("twinstream.jwt.secret", SECRET);
    settings.put("twinstream.keys.app.secret", "key.with.dots");
    settings.put("twinstream.keys.app.role", "read");
    service = new AccessService(settings, clock);
  }

  @AfterAll
  static void stop() {
    service.close();
    issuer.close();
  }

  private static Map<String, Object> settings(String jwks) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("twinstream.access.anonymous", "none");
    settings.put("twinstream.access.max-wrong", 0);
    settings.put("twinstream.jwt.issuer", "https://issuer.example");
    settings.put("twinstream.jwt.audience", "twinstream");
    settings.put("twinstream.jwt.jwks", jwks);
    return settings;
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /features/card/1, read,  200",
    "GET,    /features/card/1, admin, 200",
    "POST,   /push/any,        read,  403",
    "POST,   /push/any,        write, 404",
    "DELETE, /entities/card/1, write, 403",
    "GET,    /features/card/1, none,  403",
    "GET,    /features/card/1, other, 403",
  })
  void aTokenOpensWhatItsRoleAllows(HttpMethod method, String path, String role, int status)
      throws Exception {
    String token = rsa(PUBLISHED, claims().claim("roles", List.of("else", role)).build());
    MutableHttpRequest<?> request = HttpRequest.create(method, path);
    if (method == HttpMethod.POST) {
      request = HttpRequest.POST(path, "{}");
    }
    HttpResponse<String> answer = service.exchange(request.bearerAuth(token));
    assertThat(answer.body(), answer.code(), is(status));
    if (status == 403) {
      assertThat(answer.body(), containsString("the token of anna has"));
      assertThat(challenge(answer), containsString("error=\"insufficient_scope\""));
    }
  }

  @Test
  void everyKindOfKeyIsAccepted() throws Exception {
    assertThat(ask(rsa(PUBLISHED, claims().build())).code(), is(200));
    assertThat(ask(rsa(FILED, claims().build())).code(), is(200));
    assertThat(ask(hmac(SECRET, claims().build())).code(), is(200));
    assertThat(ask("key.with.dots").code(), is(200));
  }

  @Test
  void aTokenIsForItsTimeItsIssuerAndItsAudience() throws Exception {
    refused(claims().expirationTime(at(-31)), "has expired");
    assertThat(ask(rsa(PUBLISHED, claims().expirationTime(at(-29)).build())).code(), is(200));
    refused(claims().expirationTime(null), "no exp");
    refused(claims().notBeforeTime(at(31)), "not valid yet");
    assertThat(ask(rsa(PUBLISHED, claims().notBeforeTime(at(29)).build())).code(), is(200));
    refused(claims().issuer("https://other.example"), "another issuer");
    refused(claims().issuer("issuer.example"), "another issuer");
    refused(claims().issuer(null), "another issuer");
    refused(claims().audience("other"), "another audience");
    refused(claims().audience((String) null), "another audience");
    assertThat(
        ask(rsa(PUBLISHED, claims().audience(List.of("x", "twinstream")).build())).code(), is(200));
    refused(claims().subject(null), "no sub");
  }

  @Test
  void aSignatureIsByAKeyThatIsTrustedAndOfItsKind() throws Exception {
    JWTClaimsSet claims = claims().build();
    String untrusted = "no trusted key has signed";
    refused(rsa(OTHER, claims), untrusted);
    // Names a trusted key.
    refused(signed(JWSAlgorithm.RS256, "published", new RSASSASigner(OTHER), claims), untrusted);
    refused(hmac(SECRET + "!", claims), untrusted);
    refused(new PlainJWT(claims).serialize(), "not a signed token");
    // Public keys are not secret, so none may serve as a shared secret.
    refused(hmac(Files.readString(pem), claims), untrusted);
    byte[] encoded = PUBLISHED.toRSAPublicKey().getEncoded();
    refused(signed(JWSAlgorithm.HS256, "published", new MACSigner(encoded), claims), untrusted);
    String right = rsa(PUBLISHED, claims);
    String other = rsa(PUBLISHED, claims().subject("otto").build());
    String mixed =
        right.substring(0, right.indexOf('.'))
            + other.substring(other.indexOf('.'), other.lastIndexOf('.'))
            + right.substring(right.lastIndexOf('.'));
    refused(mixed, untrusted);
  }

  @Test
  void nothingThatIsSentMakesItFail() throws Exception {
    String token = hmac(SECRET, claims().build());
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      StringBuilder mutated = new StringBuilder(token);
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        int at = random.nextInt(mutated.length());
        mutated.setCharAt(at, "ABCxyz019._-=\"{".charAt(random.nextInt(15)));
      }
      mutated.setLength(1 + random.nextInt(mutated.length()));
      assertThat(mutated.toString(), ask(mutated.toString()).code(), is(401));
    }
  }

  @Test
  void beyondTheLimitOfWrongTokensNoneIsVerified() throws Exception {
    Map<String, Object> settings = settings(issuer.address());
    settings.put("twinstream.jwt.secret", SECRET);
    settings.put("twinstream.access.max-wrong", 20);
    try (AccessService other = new AccessService(settings, clock)) {
      String early = hmac(SECRET, claims().subject("early").build());
      assertThat(ask(other, early).code(), is(200));
      for (int i = 0; i < 20; i++) {
        assertThat(ask(other, rsa(OTHER, claims().build())).code(), is(401));
      }
      assertThat(ask(other, rsa(OTHER, claims().build())).code(), is(429));
      assertThat(ask(other, hmac(SECRET, claims().subject("late").build())).code(), is(429));
      assertThat(ask(other, early).code(), is(200));
    }
  }

  @Test
  void aTokenThatIsRememberedEndsAllTheSame() throws Exception {
    String token = rsa(PUBLISHED, claims().expirationTime(at(60)).build());
    try {
      assertThat(ask(token).code(), is(200));
      clock.advance(Duration.ofSeconds(89));
      assertThat(ask(token).code(), is(200));
      clock.advance(Duration.ofSeconds(1));
      assertThat(ask(token).code(), is(401));
    } finally {
      clock.advance(Duration.ofSeconds(-90));
    }
  }

  @Test
  void withoutATokenTheErrorNamesWhatToSend() {
    HttpResponse<String> answer = service.exchange(HttpRequest.GET("/features/card/1"));
    assertThat(answer.code(), is(401));
    assertThat(challenge(answer), is("Bearer realm=\"twinstream\""));
    assertThat(answer.body(), containsString("Authorization: Bearer"));
    // Every caller may read the health, even with an invalid token.
    assertThat(service.exchange(HttpRequest.GET("/health").bearerAuth("a.b.c")).code(), is(200));
  }

  @Test
  void aKeyThatTheIssuerChangesToIsFoundAndAnOutageIsLivedThrough() throws Exception {
    RSAKey next = KeyServer.key("next");
    try (KeyServer changing = new KeyServer(OTHER);
        AccessService other = new AccessService(settings(changing.address()), clock)) {
      assertThat(ask(other, rsa(OTHER, claims().build())).code(), is(200));
      changing.publish(OTHER, next);
      assertThat(ask(other, rsa(next, claims().build())).code(), is(200));
      changing.fail();
      assertThat(ask(other, rsa(next, claims().subject("otto").build())).code(), is(200));
      // Unknown keys do not make it fetch again and again.
      for (int i = 0; i < 20; i++) {
        JWTClaimsSet claims = claims().subject("k" + i).build();
        String unknown = signed(JWSAlgorithm.RS256, "k" + i, new RSASSASigner(PUBLISHED), claims);
        assertThat(ask(other, unknown).code(), is(401));
      }
      assertThat(changing.asked(), lessThanOrEqualTo(4));
    }
  }

  @Test
  void withoutTheIssuersKeysNothingIsSaidOfATokenAndKeysGoOn() throws Exception {
    try (KeyServer failing = new KeyServer(OTHER)) {
      failing.fail();
      Map<String, Object> settings = settings(failing.address());
      settings.put("twinstream.keys.app.secret", "app-secret");
      settings.put("twinstream.keys.app.role", "read");
      try (AccessService other = new AccessService(settings, clock)) {
        for (int i = 0; i < 5; i++) {
          HttpResponse<String> answer = ask(other, rsa(OTHER, claims().build()));
          assertThat(answer.code(), is(503));
          assertThat(answer.getHeaders().get("Retry-After"), is("1"));
        }
        assertThat(failing.asked(), lessThanOrEqualTo(2));
        assertThat(ask(other, "app-secret").code(), is(200));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "scope,              '',          words",
    "realm_access.roles, '',          nested",
    "https://x.y/roles,  twinstream:, dotted",
  })
  void rolesAreWhereTheConfigurationSays(String claim, String prefix, String subject)
      throws Exception {
    Map<String, Object> settings = settings(issuer.address());
    settings.put("twinstream.jwt.roles-claim", claim);
    settings.put("twinstream.jwt.role-prefix", prefix);
    JWTClaimsSet.Builder claims = claims().subject(subject).claim("roles", null);
    switch (subject) {
      case "words" -> claims.claim("scope", "openid read");
      case "nested" -> claims.claim("realm_access", Map.of("roles", List.of("read")));
      default -> claims.claim(claim, List.of("write", "twinstream:read"));
    }
    try (AccessService other = new AccessService(settings, clock)) {
      String token = rsa(PUBLISHED, claims.build());
      assertThat(ask(other, token).code(), is(200));
      HttpRequest<?> writing = HttpRequest.POST("/push/any", "{}").bearerAuth(token);
      assertThat(other.exchange(writing).code(), is(403));
    }
  }

  private static void refused(JWTClaimsSet.Builder claims, String detail) throws JOSEException {
    refused(rsa(PUBLISHED, claims.build()), detail);
  }

  private static void refused(String token, String detail) {
    HttpResponse<String> answer = ask(token);
    assertThat(answer.body(), answer.code(), is(401));
    assertThat(answer.getContentType().orElseThrow().toString(), is("application/problem+json"));
    assertThat(answer.body(), containsString(detail));
    assertThat(answer.body().length(), lessThan(300));
    assertThat(challenge(answer), containsString("error=\"invalid_token\""));
    assertThat(challenge(answer), containsString(detail));
  }

  private static String challenge(HttpResponse<?> answer) {
    return answer.getHeaders().get("WWW-Authenticate");
  }

  private static HttpResponse<String> ask(String token) {
    return ask(service, token);
  }

  private static HttpResponse<String> ask(AccessService of, String token) {
    return of.exchange(HttpRequest.GET("/features/card/1").bearerAuth(token));
  }
}
