package io.twinstream.serving.fault;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.redis.RedisServerExtension;
import io.twinstream.stores.redis.RedisStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests the server with a Redis server that evicts keys. */
final class EvictionTest {
  @RegisterExtension static final RedisServerExtension redis = RedisServerExtension.server();

  @BeforeEach
  void keep() {
    redis.command("CONFIG SET maxmemory 0");
    redis.command("CONFIG SET maxmemory-policy noeviction");
    redis.command("CONFIG RESETSTAT");
    redis.command("ACL SETUSER default +info");
    redis.command("FLUSHALL");
    LiveService.fill(redis.address(), "4711");
  }

  @Test
  void evictedStatesAreNotAnsweredAsZero() throws Exception {
    Map<String, Object> often = Map.of("twinstream.eviction.every", "50ms");
    try (LiveService service = new LiveService(redis.address(), often)) {
      assertThat(health(service), is("OK"));
      assertThat(status(service, "nobody"), is("MISSING"));
      redis.command("SET victim any EX 1000");
      redis.command("CONFIG SET maxmemory-policy volatile-ttl");
      redis.command("CONFIG SET maxmemory 1");
      redis.command("SET any thing"); // Which makes it drop all that expires.
      redis.command("CONFIG SET maxmemory 0");
      await(() -> health(service).contains("has evicted"));
      await(() -> status(service, "4711").equals("STALE")); // It may lack events.
      JsonNode lost = service.card("nobody").json();
      assertThat(service.status(lost), is("ERROR"));
      assertThat(lost.at("/features/count_24h").isNull(), is(true));
      JsonNode there = service.card("4711").json();
      assertThat(there.at("/features/count_24h").intValue(), is(1));
      redis.command("CONFIG RESETSTAT"); // As after a restart of Redis.
      await(() -> health(service).equals("OK"));
      assertThat(status(service, "nobody"), is("ERROR"));
      try (LiveService other = new LiveService(redis.address(), often)) {
        assertThat(status(other, "nobody"), is("ERROR"));
      }
      writtenAgain();
      await(() -> status(service, "nobody").equals("MISSING"));
      assertThat(status(service, "4711"), is("PRESENT"));
    }
  }

  /** As if a job with these states had written them again. */
  private static void writtenAgain() {
    try (OnlineStore store = store()) {
      Generation followed = get(store.generations().pointer(LiveService.VIEW_KEY)).get();
      long lostAt = get(store.losses().lostAt(followed)).getAsLong();
      assertThat(get(store.losses().refilled(followed, lostAt)), is(true));
    }
  }

  @Test
  void noEntityThatAFullServerDroppedIsAnsweredAsNeverSeen() throws Exception {
    redis.command("CONFIG SET maxmemory-policy allkeys-lru");
    redis.command("CONFIG SET maxmemory 3mb");
    try (LiveService service = new LiveService(redis.address(), Map.of());
        OnlineStore store = store()) {
      Generation followed = get(store.generations().pointer(LiveService.VIEW_KEY)).get();
      StateKey first = new StateKey(followed, "4711");
      StoredState state = get(store.states().read(List.of(first))).get(0);
      for (int i = 0; i < 20_000; i += 500) {
        List<StateWrite> writes = new ArrayList<>();
        for (int card = i; card < i + 500; card++) {
          writes.add(StateWrite.of("c" + card, state.newest(), state.count(), state.bytes()));
        }
        get(store.states().write(followed, writes, Optional.empty()));
      }
      Set<String> wrong = Set.of("PRESENT", "MISSING");
      await(() -> !wrong.contains(status(service, "c0")));
      Map<String, Integer> statuses = new TreeMap<>();
      for (int card = 0; card < 400; card++) {
        statuses.merge(status(service, "c" + card), 1, Integer::sum);
      }
      assertThat(statuses.toString(), statuses.get("ERROR"), is(greaterThan(100)));
      statuses.keySet().removeAll(Set.of("ERROR", "STALE"));
      assertThat(statuses, is(Map.of()));
    }
  }

  private static <T> T get(CompletionStage<T> stage) {
    return Await.within(Duration.ofSeconds(20), stage);
  }

  private static OnlineStore store() {
    return RedisStore.connect(redis.address(), Duration.ofSeconds(10));
  }

  @Test
  void aServerThatMayEvictStatesIsReported() {
    limit();
    try (LiveService service = new LiveService(redis.address(), Map.of())) {
      assertThat(health(service), containsString("maxmemory-policy is allkeys-lru"));
      assertThat(service.get("/health/readiness").status(), is(200));
    }
  }

  @Test
  void aServerThatMayEvictStatesIsRefusedIfConfigured() throws Exception {
    Map<String, Object> refuse =
        Map.of("twinstream.eviction.then", "refuse", "twinstream.eviction.every", "50ms");
    try (LiveService service = new LiveService(redis.address(), refuse)) {
      assertThat(service.get("/health/readiness").status(), is(200));
      limit();
      await(() -> service.get("/health/readiness").status() == 503);
    }
    Exception refused =
        assertThrows(Exception.class, () -> new LiveService(redis.address(), refuse).close());
    assertThat(refused.toString(), containsString("maxmemory-policy is allkeys-lru"));
  }

  @Test
  void aServerThatDoesNotLetUsKnowIsServed() {
    redis.command("ACL SETUSER default -info");
    try (LiveService service = new LiveService(redis.address(), Map.of())) {
      assertThat(health(service), containsString("cannot be checked"));
      assertThat(service.card("4711").status(), is(200));
    }
  }

  private static void limit() {
    redis.command("CONFIG SET maxmemory-policy allkeys-lru");
    redis.command("CONFIG SET maxmemory 1000000000");
  }

  private static String status(LiveService service, String card) {
    return service.status(service.card(card).json());
  }

  private static String health(LiveService service) {
    return service.get("/health").json().at("/details/eviction/details/state").textValue();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 600 && !condition.getAsBoolean(); i++) {
      Thread.sleep(50);
    }
    assertThat(condition.getAsBoolean(), is(true));
  }
}
