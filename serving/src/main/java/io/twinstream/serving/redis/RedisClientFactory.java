package io.twinstream.serving.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import io.micronaut.configuration.lettuce.AbstractRedisConfiguration;
import io.micronaut.configuration.lettuce.ClientResourcesMutator;
import io.micronaut.configuration.lettuce.DefaultRedisClientFactory;
import io.micronaut.configuration.lettuce.DefaultRedisClusterClientFactory;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.DisabledBeanException;
import io.twinstream.stores.redis.RedisClients;
import io.twinstream.stores.redis.RedisTarget;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Creates the client of Redis, in place of Micronaut's. While its connection is lost, commands fail
 * immediately, and so do requests.
 */
@Factory
@Requires(beans = AbstractRedisConfiguration.class)
final class RedisClientFactory {
  /** Threads and timers of the client. */
  record Resources(ClientResources shared) implements AutoCloseable {
    @Override
    public void close() {
      RedisClients.shutdown(shared);
    }
  }

  @Singleton
  @Bean(preDestroy = "close")
  Resources resources(
      @Primary AbstractRedisConfiguration redis, List<ClientResourcesMutator> mutators) {
    ClientResources.Builder builder = RedisClients.resources();
    mutators.forEach(mutator -> mutator.mutate(builder, redis));
    return new Resources(builder.build());
  }

  /** There is this client or that of a cluster. */
  @Singleton
  @Primary
  @Bean(preDestroy = "shutdown")
  @Replaces(value = RedisClient.class, factory = DefaultRedisClientFactory.class)
  RedisClient server(Resources resources, RedisTarget target, RedisConfiguration ours) {
    if (target.cluster()) {
      throw new DisabledBeanException("Redis is a cluster");
    }
    return (RedisClient) client(resources, target, ours);
  }

  @Singleton
  @Primary
  @Bean(preDestroy = "shutdown")
  @Replaces(value = RedisClusterClient.class, factory = DefaultRedisClusterClientFactory.class)
  RedisClusterClient cluster(Resources resources, RedisTarget target, RedisConfiguration ours) {
    if (!target.cluster()) {
      throw new DisabledBeanException("Redis is no cluster");
    }
    return (RedisClusterClient) client(resources, target, ours);
  }

  private static AbstractRedisClient client(
      Resources resources, RedisTarget target, RedisConfiguration ours) {
    ClientOptions options =
        RedisClients.options(target, ours.authority(), DisconnectedBehavior.REJECT_COMMANDS);
    return RedisClients.create(resources.shared(), target, options);
  }
}
