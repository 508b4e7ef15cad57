package io.twinstream.pipelines.online;

import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.redis.RedisSettings;
import io.twinstream.stores.redis.RedisStore;
import java.io.Serializable;
import java.time.Duration;
import org.apache.beam.sdk.options.PipelineOptions;

/** The address of the online store, which is serialized to the workers instead of a connection. */
@FunctionalInterface
public interface StoreAddress extends Serializable {

  /** A server that does not answer within this time counts as failed. */
  Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

  /** Connects to the store; the caller must close the connection. */
  OnlineStore open();

  /** The address in the options of a job. */
  static StoreAddress of(PipelineOptions options) {
    return redis(options.as(RunOptions.class).getOnlineStore());
  }

  /**
   * The address of a Redis server. Only the address is serialized: each process that connects has
   * the password in its environment.
   *
   * @param address {@code HOST:PORT}, or {@code rediss://HOST:PORT} for TLS
   * @throws IllegalArgumentException if it is malformed, or contradicts the environment of this
   *     process
   */
  static StoreAddress redis(String address) {
    RedisSettings unused = RedisSettings.of(address, ANSWERS_WITHIN, System.getenv());
    return () -> RedisStore.connect(address, ANSWERS_WITHIN);
  }
}
