package io.twinstream.serving.redis;

import io.micronaut.configuration.lettuce.health.RedisHealthIndicator;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.redis.RedisTarget;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;

/**
 * Reports in {@code /health}, as {@code redis}, whether the connection that requests use answers.
 * Micronaut's indicator would open a new connection for each check.
 */
@Singleton
@Requires(property = "redis.health.enabled", defaultValue = "true", notEquals = "false")
@Replaces(RedisHealthIndicator.class)
final class RedisHealth implements HealthIndicator {
  private static final long DEADLINE_MILLIS = 1_000;

  private final OnlineStore store;
  @Nullable private final RedisTarget target;

  RedisHealth(OnlineStore store, @Nullable RedisTarget target) {
    this.store = store;
    this.target = target;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    if (target == null) {
      return Publishers.empty();
    }
    return Publishers.fromCompletableFuture(
        () ->
            store
                .check()
                .thenApply(answered -> HealthStatus.UP)
                .toCompletableFuture()
                .completeOnTimeout(HealthStatus.DOWN, DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionally(failure -> HealthStatus.DOWN)
                .thenApply(this::result));
  }

  private HealthResult result(HealthStatus status) {
    return HealthResult.builder(RedisHealthIndicator.NAME, status)
        .details(Map.of("address", target.toString()))
        .build();
  }
}
