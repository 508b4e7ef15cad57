package io.twinstream.pipelines.online;

import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.redis.RedisSettings;
import io.twinstream.stores.redis.RedisStore;
import java.io.Serializable;
import java.time.Duration;
import org.apache.beam.sdk.options.PipelineOptions;

/** Where the online store is: what travels to the workers instead of a connection. */
@FunctionalInterface
public interface StoreAddress extends Serializable {

  /** A server that takes longer is taken to be gone. */
  Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

  /** Connects. Whoever does closes it. */
  OnlineStore open();

  /** The one that a job was started with. */
  static StoreAddress of(PipelineOptions options) {
    return redis(options.as(RunOptions.class).getOnlineStore());
  }

  /**
   * A Redis server. What travels is its address alone: each process that connects has the password
   * in its environment.
   *
   * @param address {@code HOST:PORT}, or {@code rediss://HOST:PORT} over TLS
   * @throws IllegalArgumentException if it is none, or the environment of this process does not fit
   */
  static StoreAddress redis(String address) {
    RedisSettings unused = RedisSettings.of(address, ANSWERS_WITHIN, System.getenv());
    return () -> RedisStore.connect(address, ANSWERS_WITHIN);
  }
}
