package io.twinstream.serving.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.twinstream.serving.access.Callers.Caller;
import jakarta.inject.Singleton;
import java.time.Duration;

/** How often each caller may ask, and how often an address may come with wrong secrets. */
@Singleton
final class RateLimits {
  static final String TOO_MANY = "more requests than one caller may send; slow down";

  /** More callers than these share the limits of those who have not been here for longest. */
  private static final int MAX_CALLERS = 10_000;

  private static final String WRONG = "wrong:";

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

  /** Whether a caller may ask once more. */
  boolean allow(Caller caller) {
    return allow(caller.how() + caller.name());
  }

  /**
   * Whether whoever sends a request may guess a key or a token once more. Counted apart from the
   * anonymous callers of the address, who may be others.
   */
  boolean allowWrong(HttpRequest<?> request) {
    return allow(WRONG + request.getRemoteAddress().getHostString());
  }

  private boolean allow(String name) {
    return limiters == null || limiters.get(name).acquirePermission();
  }
}
