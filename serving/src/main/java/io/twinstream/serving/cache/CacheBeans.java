package io.twinstream.serving.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.TaskScheduler;
import io.twinstream.serving.background.Background;
import io.twinstream.serving.guard.StateFallback;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.reading.StateReader;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.status.ViewStatuses;
import jakarta.annotation.Nullable;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Creates the cache of states, if one is configured. */
@Factory
@Requires(beans = CacheConfiguration.class)
final class CacheBeans {
  private static final Duration LEAST_PAUSE = Duration.ofMillis(20);

  /** Created eagerly, so that mistakes are reported at the start. */
  @Context
  LiveTimes times(CacheConfiguration configuration, ServedDefinitions definitions) {
    LiveTimes times = new LiveTimes(configuration.ttl(), definitions.current().project());
    definitions.follow(served -> times.take(served.project()));
    return times;
  }

  @Singleton
  @Bean(typed = {CachedStates.class, StateReader.class})
  CachedStates states(
      CacheConfiguration configuration,
      LiveTimes times,
      StateFallback store,
      OnlineStore online,
      MeterRegistry registry,
      @Nullable Ticker ticker) {
    CachedStates states =
        new CachedStates(
            store::read,
            view -> times.current().nanos(view),
            online::epoch,
            configuration.bytes(),
            ticker == null ? Ticker.systemTicker() : ticker);
    FunctionCounter.builder("twinstream.cache.reads", states, CachedStates::hits)
        .description("Requested states, by whether the cache had them.")
        .tag("result", "hit")
        .register(registry);
    FunctionCounter.builder("twinstream.cache.reads", states, CachedStates::misses)
        .description("Requested states, by whether the cache had them.")
        .tag("result", "miss")
        .register(registry);
    FunctionCounter.builder("twinstream.cache.refreshes", states, CachedStates::refreshes)
        .description("States that were fetched in the background before they expired.")
        .register(registry);
    Gauge.builder("twinstream.cache.size", states, CachedStates::size)
        .description("States in the cache.")
        .register(registry);
    return states;
  }

  @Context
  @Requires(property = "twinstream.cache.warm")
  Warming warming(
      CacheConfiguration configuration,
      LiveTimes times,
      CachedStates states,
      ServedDefinitions definitions,
      ViewStatuses statuses,
      @Named(TaskExecutors.SCHEDULED) TaskScheduler scheduler,
      Background background) {
    Warming warming = Warming.read(configuration.warm(), states, definitions, times, statuses);
    Duration half = Duration.ofNanos(times.current().shortest() / 2);
    scheduler.scheduleWithFixedDelay(
        Duration.ZERO,
        half.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : half,
        background.guarded("cache-warming", warming));
    return warming;
  }
}
