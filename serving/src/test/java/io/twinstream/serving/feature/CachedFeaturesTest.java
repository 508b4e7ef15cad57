package io.twinstream.serving.feature;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.serving.feature.Fixture.Payment;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.redis.RedisServerExtension;
import io.twinstream.stores.redis.RedisStore;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests what a cache in the server may and may not change, with a Redis. */
final class CachedFeaturesTest {
  @RegisterExtension static final RedisServerExtension redis = RedisServerExtension.server();
  @TempDir Path folder;
  private OnlineStore store;

  @BeforeEach
  void open() {
    redis.command("FLUSHALL");
    store = RedisStore.connect(redis.address(), Duration.ofSeconds(10));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void valuesAreKeptForTheirTimeAndNoLonger() {
    try (Fixture fixture = cached("card_spend@1=5s")) {
      Http http = new Http(fixture.server.getURI());
      fixture.store("card_spend@1", "1", Payment.ago(Duration.ofMinutes(1), "1.00"));
      assertThat(count(http), is(1));
      Payment[] two = {
        Payment.ago(Duration.ofMinutes(1), "1.00"), Payment.ago(Duration.ofSeconds(9), "2.00")
      };
      fixture.store("card_spend@1", "1", two);
      fixture.pass(Duration.ofSeconds(1));
      assertThat(count(http), is(1));
      fixture.pass(Duration.ofSeconds(4));
      assertThat(count(http), is(2));
      String metrics = http.get("/metrics").body();
      assertThat(metrics, containsString("twinstream_cache_reads_total{result=\"hit\"} 1.0"));
      assertThat(metrics, containsString("twinstream_cache_reads_total{result=\"miss\"} 2.0"));
    }
  }

  @Test
  void anErasedEntityIsMissingAfterTheTtl() {
    try (Fixture fixture = cached("*=5s")) {
      Http http = new Http(fixture.server.getURI());
      fixture.store("card_spend@1", "1", Payment.ago(Duration.ofMinutes(1), "1.00"));
      assertThat(count(http), is(1));
      HttpRequest.Builder erasure =
          HttpRequest.newBuilder().DELETE().header("X-Api-Key", Fixture.ADMIN);
      assertThat(http.send(erasure, "/entities/card/1").status(), is(204));
      fixture.pass(Duration.ofSeconds(5));
      JsonNode answer = http.get("/features/card/1").json();
      assertThat(answer.at("/features/count_24h").intValue(), is(0));
      assertThat(answer.at("/metadata/views/card_spend@1/status").textValue(), is("MISSING"));
    }
  }

  @Test
  void aNewGenerationIsFollowedAtOnce() {
    try (Fixture fixture = cached("*=5s")) {
      Http http = new Http(fixture.server.getURI());
      fixture.store("card_spend@1", "1", Payment.ago(Duration.ofMinutes(1), "1.00"));
      assertThat(count(http), is(1));
      Generation before = fixture.generation("card_spend@1");
      ViewKey view = before.view();
      Generation next = fixture.begin(view);
      Fixture.await(store.generations().point(Optional.of(before), next));
      fixture.pass(Duration.ofMillis(400)); // The pointer is cached for less.
      assertThat(count(http), is(0));
    }
  }

  @Test
  @Timeout(60)
  void thoseOfTheListAreThereBeforeAnybodyAsks() throws Exception {
    Path list = Files.writeString(folder.resolve("warm"), "card 1\ncard of nobody\n");
    Map<String, Object> settings =
        Map.of("twinstream.cache.ttl", "*=5s", "twinstream.cache.warm", list.toString());
    try (Fixture fixture = new Fixture(store, settings)) {
      Http http = new Http(fixture.server.getURI());
      String all;
      do {
        all = http.get("/metrics").body();
      } while (!all.contains("twinstream_cache_size 2.0"));
      count(http);
      assertThat(
          http.get("/metrics").body(),
          containsString("twinstream_cache_reads_total{result=\"miss\"} 0.0"));
    }
  }

  @Test
  void aTimeThatIsNotWithinTheFreshnessIsRefusedAtTheStart() throws Exception {
    String refusal =
        refusal(Map.of("twinstream.cache.ttl", "card_spend@1=1h, card_spent@1=1s, so"));
    assertThat(refusal, containsString("must be fresh within"));
    assertThat(refusal, containsString("did you mean"));
    assertThat(refusal, containsString("'so' is not VIEW=DURATION"));
    Path list = Files.writeString(folder.resolve("warm"), "card 1\ncart 2\ncard\nterminal x\n");
    String warm =
        refusal(Map.of("twinstream.cache.ttl", "*=1s", "twinstream.cache.warm", list.toString()));
    assertThat(warm, containsString("warm:2: "));
    assertThat(warm, containsString("warm:3: missing id"));
    assertThat(warm, containsString("warm:4: the id of terminal is not a whole number: 'x'"));
  }

  private String refusal(Map<String, Object> settings) {
    RuntimeException thrown =
        assertThrows(RuntimeException.class, () -> new Fixture(store, settings).close());
    StringBuilder all = new StringBuilder();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      all.append(cause.getMessage()).append('\n');
    }
    return all.toString();
  }

  private Fixture cached(String ttl) {
    return new Fixture(store, Map.of("twinstream.cache.ttl", ttl));
  }

  private static int count(Http http) {
    return http.get("/features/card/1?features=count_24h").json().at("/features/count_24h").asInt();
  }
}
