package io.twinstream.pipelines;

import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.RedisAddress;
import io.twinstream.stores.RedisStore;
import java.io.Serializable;
import java.time.Duration;

/** Where the online store is: what travels to the workers instead of a connection. */
@FunctionalInterface
public interface StoreAddress extends Serializable {

  /** A server that takes longer is taken to be gone. */
  Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

  /** Connects. Whoever does closes it. */
  OnlineStore open();

  /**
   * A Redis server.
   *
   * @param address {@code HOST:PORT}
   */
  static StoreAddress redis(String address) {
    RedisAddress parsed = RedisAddress.parse(address);
    String host = parsed.host();
    int port = parsed.port();
    return () -> RedisStore.connect(new RedisAddress(host, port), ANSWERS_WITHIN);
  }
}
