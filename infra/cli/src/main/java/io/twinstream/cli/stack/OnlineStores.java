package io.twinstream.cli.stack;

import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.RedisAddress;
import io.twinstream.stores.RedisStore;
import java.time.Duration;

/** Opens the online store that commands read. */
public final class OnlineStores {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private OnlineStores() {}

  /**
   * Connects to Redis.
   *
   * @param address {@code HOST:PORT}
   */
  public static OnlineStore open(String address) {
    return RedisStore.connect(RedisAddress.parse(address), DEADLINE);
  }
}
