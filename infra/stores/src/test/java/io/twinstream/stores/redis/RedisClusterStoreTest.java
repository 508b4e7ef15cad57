package io.twinstream.stores.redis;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.OnlineStoreContract;
import io.twinstream.stores.StoreException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisClusterStoreTest extends OnlineStoreContract {
  @RegisterExtension static final RedisServerExtension redis = RedisServerExtension.cluster();
  private static RedisStore store;

  @BeforeAll
  static void connect() {
    store = RedisStore.connectCluster(redis.address(), Duration.ofSeconds(10));
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Override
  public OnlineStore store() {
    return store;
  }

  @Override
  public void flush() {
    redis.command("FLUSHALL");
  }

  @Override
  public void pass(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }

  /** Else a job would fail at the first entity whose slot another member has. */
  @Test
  void aMemberOfAClusterIsRefusedAsASingleServer() {
    StoreException refused =
        assertThrows(
            StoreException.class,
            () -> RedisStore.connect(redis.address(), Duration.ofSeconds(10)).close());
    assertThat(
        refused.getMessage(),
        allOf(
            containsString(redis.address().toString()),
            containsString("Redis Cluster"),
            containsString("twinstream.redis.cluster=true")));
  }
}
