package io.twinstream.serving.redis;

import io.lettuce.core.RedisURI;
import io.micronaut.configuration.lettuce.AbstractRedisConfiguration;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.ConfigurationException;
import io.twinstream.stores.redis.RedisTarget;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Creates the address that this server connects to from Micronaut's configuration. */
@Factory
@Requires(beans = AbstractRedisConfiguration.class)
final class RedisTargetFactory {
  static final String ADDRESS = "twinstream.redis.address";

  @Singleton
  RedisTarget target(@Primary AbstractRedisConfiguration redis, RedisConfiguration ours) {
    if (!redis.getReplicaUris().isEmpty() || redis.getReadFrom().isPresent()) {
      throw new ConfigurationException(
          "redis.replica-uris and redis.read-from are not supported, because a replica may be"
              + " behind the progress that was reported; name the primary or its sentinels");
    }
    boolean cluster = !redis.getUris().isEmpty();
    List<RedisURI> uris = cluster ? redis.getUris() : List.of(redis.getUri().orElse(redis));
    Duration given = uris.get(0).getTimeout();
    Duration deadline = given.equals(RedisURI.DEFAULT_TIMEOUT_DURATION) ? ours.deadline() : given;
    uris.forEach(uri -> uri.setTimeout(deadline));
    return new RedisTarget(uris, cluster, deadline);
  }
}
