package io.twinstream.serving.redis;

import io.lettuce.core.RedisURI;
import io.micronaut.configuration.lettuce.AbstractRedisConfiguration;
import io.micronaut.configuration.lettuce.DefaultRedisConfiguration;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.twinstream.stores.redis.RedisTarget;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Micronaut's configuration of Redis with the address of {@link RedisConfiguration}, if that has
 * one. Its own properties are then not read: Kubernetes sets {@code REDIS_PORT} to a URI if there
 * is a service named {@code redis}.
 */
@Singleton
@Primary
@Requires(property = RedisTargetFactory.ADDRESS)
@Replaces(DefaultRedisConfiguration.class)
final class AddressConfiguration extends AbstractRedisConfiguration {
  private final RedisTarget target;

  AddressConfiguration(RedisConfiguration configuration) {
    this.target = configuration.settings().target();
  }

  @Override
  public Optional<RedisURI> getUri() {
    return target.cluster() ? Optional.empty() : Optional.of(target.uris().get(0));
  }

  @Override
  public List<RedisURI> getUris() {
    return target.cluster() ? target.uris() : List.of();
  }
}
