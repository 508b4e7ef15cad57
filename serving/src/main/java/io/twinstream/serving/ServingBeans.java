package io.twinstream.serving;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.twinstream.features.definition.Definitions;
import io.twinstream.features.definition.Project;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.RedisStore;
import io.twinstream.stores.ViewStatuses;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** What the service is made of. */
@Factory
final class ServingBeans {

  @Singleton
  @Requires(missingBeans = InstantSource.class)
  InstantSource clock() {
    return InstantSource.system();
  }

  @Singleton
  Project project(ServingConfiguration configuration) {
    return Definitions.load(configuration.definitions());
  }

  @Singleton
  @Requires(beans = RedisConfiguration.class)
  @Bean(preDestroy = "close")
  OnlineStore store(RedisConfiguration redis, EventLoopGroupRegistry eventLoops) {
    return redis.cluster()
        ? RedisStore.connectCluster(redis.settings())
        : RedisStore.connect(redis.settings(), eventLoops.getDefaultEventLoopGroup());
  }

  @Singleton
  ViewStatuses statuses(OnlineStore store, InstantSource clock, ServingConfiguration settings) {
    return new ViewStatuses(store, clock, settings.followWithin());
  }
}
