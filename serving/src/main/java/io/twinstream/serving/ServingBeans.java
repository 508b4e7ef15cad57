package io.twinstream.serving;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.twinstream.features.definition.Definitions;
import io.twinstream.features.definition.Project;
import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.Await;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.RedisStore;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.ViewStatuses;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** What the service is made of. */
@Factory
final class ServingBeans {
  /** What definitions begin with that are in the store. */
  private static final String APPLIED = "registry:";

  private static final Duration STORE_DEADLINE = Duration.ofSeconds(10);

  @Singleton
  @Requires(missingBeans = InstantSource.class)
  InstantSource clock() {
    return InstantSource.system();
  }

  @Singleton
  Project project(ServingConfiguration configuration, Provider<OnlineStore> store) {
    String definitions = configuration.definitions().toString();
    return definitions.startsWith(APPLIED)
        ? applied(definitions.substring(APPLIED.length()), store.get())
        : Definitions.load(configuration.definitions());
  }

  private static Project applied(String project, OnlineStore store) {
    AppliedDefinitions applied =
        Await.within(STORE_DEADLINE, store.applied(project))
            .orElseThrow(
                () ->
                    new StoreException(
                        "no definitions of project '"
                            + project
                            + "' are applied; run twinstream apply --definitions PATH",
                        null));
    return Definitions.parse(applied.files());
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
