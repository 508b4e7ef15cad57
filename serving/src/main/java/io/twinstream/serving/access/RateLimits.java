package io.twinstream.serving.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.micronaut.core.annotation.Nullable;
import io.twinstream.serving.access.Callers.Caller;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Limits the rate of requests of each caller. */
@Singleton
final class RateLimits {
  static final String TOO_MANY = "too many requests from this caller; send fewer per second";

  /** Beyond this number, the limiters of the callers that were inactive the longest are dropped. */
  private static final int MAX_CALLERS = 10_000;

  /** By the caller's name; null for no limit. */
  @Nullable private final LoadingCache<String, RateLimiter> limiters;

  RateLimits(AccessConfiguration configuration) {
    this.limiters = configuration.maxQps() == 0 ? null : limiters(configuration.maxQps());
  }

  private static LoadingCache<String, RateLimiter> limiters(int maxQps) {
    RateLimiterConfig config =
        RateLimiterConfig.custom()
            .limitForPeriod(maxQps)
            .limitRefreshPeriod(Duration.ofSeconds(1))
            .timeoutDuration(Duration.ZERO)
            .build();
    return Caffeine.newBuilder()
        .maximumSize(MAX_CALLERS)
        .build(caller -> RateLimiter.of(caller, config));
  }

  /** Whether the caller may send another request now. */
  boolean allow(Caller caller) {
    return limiters == null || limiters.get(caller.how() + caller.name()).acquirePermission();
  }
}
