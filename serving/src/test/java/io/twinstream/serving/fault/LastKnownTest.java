package io.twinstream.serving.fault;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.stores.redis.RedisServerExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests the fallback to the last known states when Redis does not answer. */
@Timeout(120)
final class LastKnownTest {
  @RegisterExtension static final RedisServerExtension redis = RedisServerExtension.server();
  @TempDir Path folder;

  @BeforeEach
  void flush() {
    redis.command("FLUSHALL");
    LiveService.fill(redis.address(), "4711");
  }

  @Test
  void lastKnownStatesAreReturnedWithTheirReadAge() throws Exception {
    try (LiveService service = service(Map.of())) {
      JsonNode before = service.card("4711").json();
      assertThat(before.at("/metadata").has("degraded"), is(false));
      assertThat(before.at("/metadata/views/card_spend@1").has("read_age_ms"), is(false));
      hang(
          service,
          () -> {
            JsonNode answer = service.card("4711").json();
            requireKnown(service, answer, 1);
            long age = answer.at("/metadata/views/card_spend@1/age_ms").longValue();
            assertThat(age, is(greaterThanOrEqualTo(60_000L)));
            long first = readAge(answer);
            Thread.sleep(20);
            long later = readAge(service.card("4711").json());
            assertThat(later, is(greaterThanOrEqualTo(first + 20)));
          });
    }
  }

  @Test
  void aStateThatWasNeverReadIsAnError() throws Exception {
    try (LiveService service = service(Map.of())) {
      service.card("4711");
      hang(
          service,
          () -> {
            JsonNode answer = service.card("never-read").json();
            assertThat(service.status(answer), is("ERROR"));
            assertThat(answer.at("/features/count_24h").isNull(), is(true));
            assertThat(answer.at("/metadata/views/card_spend@1").has("read_age_ms"), is(false));
          });
    }
  }

  @Test
  void aMissingStateIsAlsoRemembered() throws Exception {
    try (LiveService service = service(Map.of())) {
      assertThat(service.status(service.card("nobody").json()), is("MISSING"));
      hang(service, () -> requireKnown(service, service.card("nobody").json(), 0));
    }
  }

  @Test
  void statesThatTheCacheFetchedAreKnownAfterTheirTtl() throws Exception {
    Path warm = Files.writeString(folder.resolve("warm"), "card 4711\n");
    Map<String, Object> cached =
        Map.of("twinstream.cache.ttl", "*=100ms", "twinstream.cache.warm", warm.toString());
    try (LiveService service = service(cached)) {
      while (!service.get("/metrics").body().contains("twinstream_cache_size 1.0")) {
        Thread.sleep(10);
      }
      hang(
          service,
          () -> {
            Thread.sleep(500);
            JsonNode answer = service.card("4711").json();
            requireKnown(service, answer, 1);
            assertThat(readAge(answer), is(greaterThanOrEqualTo(400L)));
          });
    }
  }

  @Test
  void anErasedEntityIsForgotten() throws Exception {
    Map<String, Object> keys =
        Map.of("twinstream.keys.boss.secret", "let-me-in", "twinstream.keys.boss.role", "admin");
    try (LiveService service = service(keys)) {
      assertThat(service.card("4711").status(), is(200));
      assertThat(service.delete("/entities/card/4711", "X-Api-Key", "let-me-in"), is(204));
      hang(service, () -> assertThat(service.status(service.card("4711").json()), is("ERROR")));
    }
  }

  private interface Body {
    void run() throws Exception;
  }

  /** Runs a body while Redis hangs, first with the circuit breaker closed, then with it open. */
  private static void hang(LiveService service, Body body) throws Exception {
    redis.pause(true);
    try {
      body.run();
      while (!service.get("/metrics").body().contains("twinstream_store_open 1.0")) {
        service.card("somebody");
      }
      body.run();
    } finally {
      redis.pause(false);
    }
  }

  private static void requireKnown(LiveService service, JsonNode answer, int count) {
    assertThat(answer.toString(), containsString("\"degraded\":\"LAST_KNOWN\""));
    assertThat(answer.at("/features/count_24h").toString(), is(Integer.toString(count)));
    assertThat(service.status(answer), is("STALE"));
    readAge(answer);
  }

  private static long readAge(JsonNode answer) {
    JsonNode age = answer.at("/metadata/views/card_spend@1/read_age_ms");
    assertThat(answer.toString(), age.isIntegralNumber(), is(true));
    return age.longValue();
  }

  private static LiveService service(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(more);
    all.put("twinstream.reading.when-store-fails", "last-known");
    return new LiveService(redis.address(), all);
  }
}
