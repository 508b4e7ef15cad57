package io.twinstream.serving.feature;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.redis.RedisServerExtension;
import io.twinstream.stores.redis.RedisStore;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisFeatureApiTest extends BatchContract {
  @RegisterExtension static final RedisServerExtension redis = RedisServerExtension.server();
  private OnlineStore open;

  @Override
  OnlineStore openStore() {
    redis.command("FLUSHALL");
    open = RedisStore.connect(redis.address(), Duration.ofSeconds(10));
    return open;
  }

  @AfterEach
  void closeStore() {
    open.close();
  }

  @Test
  void whileRedisHangsTheServerIsAliveButNotReady() throws Exception {
    try (OnlineStore impatient = RedisStore.connect(redis.address(), Duration.ofSeconds(3));
        Fixture fixture = new Fixture(impatient)) {
      Http http = new Http(fixture.server.getURI());
      assertThat(http.get("/health/readiness").status(), is(200));
      redis.pause(true);
      try {
        assertThat(http.get("/health/readiness").status(), is(503));
        assertThat(http.get("/health/liveness").status(), is(200));
        Http.Answer answer = http.get("/features/card/4711");
        assertThat(answer.status(), is(504));
        assertThat(answer.type(), is("application/problem+json"));
      } finally {
        redis.pause(false);
      }
      assertThat(http.get("/features/card/4711").status(), is(200));
    }
  }
}
