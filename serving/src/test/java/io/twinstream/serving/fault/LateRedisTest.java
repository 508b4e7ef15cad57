package io.twinstream.serving.fault;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.stores.redis.RedisServerExtension;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests a server that starts before its Redis server. */
final class LateRedisTest {
  @RegisterExtension static final RedisServerExtension redis = RedisServerExtension.server();

  @Test
  void theServiceWaitsForAServerThatIsStartedLater() throws Exception {
    redis.kill();
    try (LiveService service = new LiveService(redis.address(), Map.of())) {
      requireNotReady(service, "cannot reach Redis at " + redis.address());
      redis.restart();
      LiveService.fill(redis.address(), "4711");
      requireReady(service);
    }
  }

  @Test
  void theServiceWaitsForAServerThatHangsAsItStarts() throws Exception {
    LiveService.fill(redis.address(), "4711");
    redis.pause(true);
    try (LiveService service =
        new LiveService(redis.address(), Map.of("twinstream.redis.deadline", "500ms"))) {
      requireNotReady(service, "cannot reach Redis at ");
      redis.pause(false);
      requireReady(service);
    } finally {
      redis.pause(false);
    }
  }

  @Test
  void aHostThatDoesNotExistIsNamed() {
    Map<String, Object> unknown = Map.of("twinstream.redis.address", "nowhere.invalid:6379");
    try (LiveService service = new LiveService(redis.address(), unknown)) {
      requireNotReady(service, "cannot reach Redis at nowhere.invalid:6379: unknown host");
    }
  }

  private static void requireNotReady(LiveService service, String reason) {
    assertThat(service.get("/health/readiness").status(), is(503));
    assertThat(service.get("/health/readiness").body(), containsString(reason));
    assertThat(service.get("/health/liveness").status(), is(200));
    assertThat(service.card("4711").status(), is(503));
    assertThat(service.get("/registry").status(), is(503));
  }

  private static void requireReady(LiveService service) throws InterruptedException {
    for (int i = 0; i < 600 && service.get("/health/readiness").status() != 200; i++) {
      Thread.sleep(100);
    }
    assertThat(service.get("/health/readiness").status(), is(200));
    for (int i = 0; i < 600 && count(service) != 1; i++) {
      Thread.sleep(100); // The circuit breaker of reads closes a moment later.
    }
    assertThat(count(service), is(1));
  }

  private static int count(LiveService service) {
    LiveService.Answer answer = service.card("4711");
    return answer.status() == 200 ? answer.json().at("/features/count_24h").intValue() : -1;
  }
}
