package io.twinstream.stores;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
  protected OnlineStore store() {
    return store;
  }

  @Override
  protected void flush() {
    redis.command("FLUSHALL");
  }

  @Override
  protected void pass(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }
}
