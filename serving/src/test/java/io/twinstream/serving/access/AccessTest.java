package io.twinstream.serving.access;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccessTest {
  private static final Map<String, Object> KEYS =
      Map.of(
          "twinstream.access.anonymous", "none",
          "twinstream.keys.app.secret", "app-secret",
          "twinstream.keys.app.role", "read",
          "twinstream.keys.job.secret", "job-secret",
          "twinstream.keys.job.role", "write",
          "twinstream.keys.boss.secret", "boss-secret",
          "twinstream.keys.boss.role", "admin");

  @ParameterizedTest
  @CsvSource({
    "GET,    /features/card/1, '',          401",
    "GET,    /features/card/1, nonsense,    401",
    "GET,    /features/card/1, app-secret,  200",
    "GET,    /features/card/1, boss-secret, 200",
    "GET,    /metrics,         '',          401",
    "GET,    /metrics,         app-secret,  200",
    "GET,    /health,          '',          200",
    "POST,   /push/any,        '',          401",
    "POST,   /push/any,        app-secret,  403",
    "POST,   /push/any,        job-secret,  404",
    "DELETE, /entities/card/1, '',          401",
    "DELETE, /entities/card/1, job-secret,  403",
  })
  void aKeyOpensWhatItsRoleAllows(String method, String path, String key, int status) {
    try (AccessService service = new AccessService(KEYS)) {
      MutableHttpRequest<?> request =
          HttpRequest.create(io.micronaut.http.HttpMethod.valueOf(method), path);
      if (method.equals("POST")) {
        request = HttpRequest.POST(path, "{}");
      }
      HttpResponse<String> answer =
          service.exchange(key.isEmpty() ? request : request.header("X-Api-Key", key));
      assertThat(answer.code(), is(status));
      if (status >= 400) {
        assertThat(answer.body(), containsString("\"status\":" + status));
        assertThat(answer.body(), not(containsString("secret")));
      }
    }
  }

  @Test
  void aBearerTokenIsAKeyToo() {
    try (AccessService service = new AccessService(KEYS)) {
      HttpRequest<?> request = HttpRequest.GET("/features/card/1").bearerAuth("app-secret");
      assertThat(service.exchange(request).code(), is(200));
    }
  }

  @Test
  void withoutKeysReadingIsOpenAndWritingIsNot() {
    try (AccessService service = new AccessService(Map.of())) {
      assertThat(service.exchange(HttpRequest.GET("/features/card/1")).code(), is(200));
      HttpResponse<String> refused = service.exchange(HttpRequest.POST("/push/any", "{}"));
      assertThat(refused.code(), is(401));
      assertThat(refused.body(), containsString("X-Api-Key"));
    }
  }

  @Test
  void tooManyRequestsGetRetryAfter() {
    Map<String, Object> settings = new HashMap<>(KEYS);
    settings.put("twinstream.access.max-qps", 5);
    try (AccessService service = new AccessService(settings)) {
      List<HttpResponse<String>> refused = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        HttpResponse<String> answer =
            service.exchange(HttpRequest.GET("/features/card/1").header("X-Api-Key", "app-secret"));
        if (answer.code() == 429) {
          refused.add(answer);
        }
      }
      assertThat(refused.size(), greaterThan(0));
      assertThat(refused.get(0).getHeaders().get("Retry-After"), is("1"));
      // Other callers are not delayed.
      HttpRequest<?> other = HttpRequest.GET("/features/card/1").header("X-Api-Key", "boss-secret");
      assertThat(service.exchange(other).code(), is(200));
      assertThat(service.exchange(HttpRequest.GET("/health")).code(), is(200));
    }
  }

  @Test
  void refusalsAreLimitedToo() {
    Map<String, Object> settings = new HashMap<>(KEYS);
    settings.put("twinstream.access.max-qps", 1);
    try (AccessService service = new AccessService(settings)) {
      List<Integer> refused = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        refused.add(service.exchange(delete("X-Api-Key", "app-secret")).code());
      }
      assertThat(refused, hasItem(429));
    }
  }

  @ParameterizedTest
  @CsvSource({"X-Api-Key, wrong", "Authorization, Bearer wrong"})
  void beyondTheLimitOfWrongKeysNoneIsLookedUp(String header, String value) {
    try (AccessService service = new AccessService(KEYS)) {
      assertThat(service.exchange(read("app-secret")).code(), is(200));
      for (int i = 0; i < 100; i++) {
        assertThat(service.exchange(delete(header, value)).code(), is(401));
      }
      HttpResponse<String> refused = service.exchange(delete(header, value));
      assertThat(refused.code(), is(429));
      assertThat(refused.body(), containsString("wrong keys"));
      // Otherwise the response would reveal that this key is correct.
      assertThat(service.exchange(read("boss-secret")).code(), is(429));
      // Callers with a known key are not delayed by those without one.
      assertThat(service.exchange(read("app-secret")).code(), is(200));
    }
  }

  @Test
  void theLimitOfWrongKeysCanBeSwitchedOff() {
    Map<String, Object> settings = new HashMap<>(KEYS);
    settings.put("twinstream.access.max-wrong", 0);
    try (AccessService service = new AccessService(settings)) {
      for (int i = 0; i < 110; i++) {
        assertThat(service.exchange(read("wrong")).code(), is(401));
      }
    }
  }

  @Test
  void callersBehindAProxyAreKnownByItsHeader() {
    Map<String, Object> settings = new HashMap<>(KEYS);
    settings.put("twinstream.access.max-wrong", 1);
    settings.put("micronaut.server.client-address-header", "X-Forwarded-For");
    try (AccessService service = new AccessService(settings)) {
      String[] from = {"192.0.2.1", "192.0.2.7, 192.0.2.1", "192.0.2.2", "2001:db8::1"};
      int[] expected = {401, 429, 401, 401};
      for (int i = 0; i < from.length; i++) {
        HttpRequest<?> request = read("wrong").header("X-Forwarded-For", from[i]);
        assertThat(from[i], service.exchange(request).code(), is(expected[i]));
      }
      // An IPv6 caller has 2^64 addresses.
      HttpRequest<?> neighbour = read("wrong").header("X-Forwarded-For", "2001:db8::2");
      assertThat(service.exchange(neighbour).code(), is(429));
    }
  }

  private static MutableHttpRequest<?> read(String key) {
    return HttpRequest.GET("/features/card/1").header("X-Api-Key", key);
  }

  private static HttpRequest<?> delete(String header, String value) {
    return HttpRequest.DELETE("/entities/card/1").header(header, value);
  }

  @Test
  void keysAreNotShown() {
    assertThat(new ApiKey("app", "hidden", Role.READ).toString(), not(containsString("hidden")));
  }
}
