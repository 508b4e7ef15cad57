package io.twinstream.serving;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.netty.channel.EventLoopGroup;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.serving.background.Background;
import io.twinstream.serving.late.StoreConnector;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.redis.RedisStore;
import io.twinstream.stores.redis.RedisTarget;
import io.twinstream.stores.status.ViewStatuses;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** Creates the beans that several packages share. */
@Factory
final class ServingBeans {
  private static final Duration STORE_DEADLINE = Duration.ofSeconds(10);

  @Singleton
  @Requires(missingBeans = InstantSource.class)
  InstantSource clock() {
    return InstantSource.system();
  }

  @Singleton
  ServedDefinitions definitions(
      ServingConfiguration configuration, InstantSource clock, Provider<OnlineStore> store) {
    Project project =
        configuration
            .appliedProject()
            .map(name -> applied(name, store.get()))
            .orElseGet(() -> Definitions.load(configuration.definitions()));
    return new ServedDefinitions(project, clock);
  }

  private static Project applied(String project, OnlineStore store) {
    AppliedDefinitions applied =
        StoreConnector.awaitAnswer(
            () -> store.definitions().requireApplied(project, STORE_DEADLINE));
    return Definitions.parse(applied.files());
  }

  @Singleton
  @Requires(beans = RedisTarget.class)
  @Bean(preDestroy = "close")
  StoreConnector connector(
      Provider<RedisClient> server,
      Provider<RedisClusterClient> cluster,
      RedisTarget target,
      EventLoopGroupRegistry eventLoops,
      Background background) {
    EventLoopGroup loops = eventLoops.getDefaultEventLoopGroup();
    AbstractRedisClient client = target.cluster() ? cluster.get() : server.get();
    return new StoreConnector(() -> RedisStore.connect(client, target, loops), background);
  }

  @Singleton
  @Requires(beans = RedisTarget.class)
  @Bean(preDestroy = "close")
  OnlineStore store(StoreConnector connector) {
    return connector.connect();
  }

  @Singleton
  ViewStatuses statuses(OnlineStore store, InstantSource clock, ServingConfiguration settings) {
    return new ViewStatuses(store, clock, settings.followWithin());
  }
}
