package io.twinstream.serving.redis;

import io.lettuce.core.metrics.MicrometerCommandLatencyRecorder;
import io.lettuce.core.metrics.MicrometerOptions;
import io.lettuce.core.resource.ClientResources;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.configuration.lettuce.AbstractRedisConfiguration;
import io.micronaut.configuration.lettuce.ClientResourcesMutator;
import io.micronaut.configuration.lettuce.MetricsClientResourceMutator;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/**
 * Measures each command of Redis, under the names that Micronaut's users know ({@code
 * lettuce.command.completion}, {@code lettuce.command.firstresponse}), if that is switched on.
 * Micronaut always measures, with about 140 lines of histograms for each command and member.
 */
@Singleton
@Requires(beans = MeterRegistry.class)
@Replaces(MetricsClientResourceMutator.class)
final class RedisMetrics implements ClientResourcesMutator {
  private final MeterRegistry registry;
  private final RedisConfiguration configuration;

  RedisMetrics(MeterRegistry registry, RedisConfiguration configuration) {
    this.registry = registry;
    this.configuration = configuration;
  }

  @Override
  public void mutate(ClientResources.Builder builder, AbstractRedisConfiguration redis) {
    if (configuration.metrics()) {
      builder.commandLatencyRecorder(
          new MicrometerCommandLatencyRecorder(registry, MicrometerOptions.create()));
    }
  }
}
