package io.twinstream.serving.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.micronaut.configuration.lettuce.AbstractRedisConfiguration;
import io.micronaut.configuration.lettuce.DefaultRedisClientFactory;
import io.micronaut.configuration.lettuce.DefaultRedisClusterClientFactory;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.DisabledBeanException;
import jakarta.inject.Singleton;

/**
 * Opens none of Micronaut's connections: those of requests belong to the online store. Micronaut
 * opens its own when the server starts, and ends the start while Redis is down. Only singletons
 * replace beans that are created at the start.
 */
@Factory
@Requires(beans = AbstractRedisConfiguration.class)
final class NoConnections {
  @Singleton
  @Replaces(value = StatefulRedisConnection.class, factory = DefaultRedisClientFactory.class)
  StatefulRedisConnection<byte[], byte[]> toServer() {
    throw unused();
  }

  @Singleton
  @Replaces(value = StatefulRedisPubSubConnection.class, factory = DefaultRedisClientFactory.class)
  StatefulRedisPubSubConnection<byte[], byte[]> messagesOfServer() {
    throw unused();
  }

  @Singleton
  @Replaces(
      value = StatefulRedisClusterConnection.class,
      factory = DefaultRedisClusterClientFactory.class)
  StatefulRedisClusterConnection<byte[], byte[]> toCluster() {
    throw unused();
  }

  @Singleton
  @Replaces(
      value = StatefulRedisPubSubConnection.class,
      factory = DefaultRedisClusterClientFactory.class)
  StatefulRedisPubSubConnection<byte[], byte[]> messagesOfCluster() {
    throw unused();
  }

  private static DisabledBeanException unused() {
    return new DisabledBeanException("the online store has the connections");
  }
}
