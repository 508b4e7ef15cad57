package io.twinstream.serving.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.twinstream.serving.access.Callers.Caller;
import io.twinstream.serving.problem.Problem;
import java.time.Duration;
import java.util.Optional;

/** Refuses callers who may not do what they ask for, or ask too often. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
final class AccessFilter {
  /** More callers than these share the limits of those who have not been here for longest. */
  private static final int MAX_CALLERS = 10_000;

  private final Callers callers;

  /** By the caller's name; null for no limit. */
  private final LoadingCache<String, RateLimiter> limiters;

  AccessFilter(Callers callers, AccessConfiguration configuration) {
    this.callers = callers;
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

  /** Lets a request pass by null, or answers it. */
  @RequestFilter
  @Nullable
  HttpResponse<?> filter(HttpRequest<?> request) {
    Role needed = needed(request);
    if (needed == Role.NONE) {
      return null;
    }
    Optional<Caller> caller = callers.of(request);
    if (caller.isEmpty() || caller.get().role() == Role.NONE) {
      return unauthorized(needed);
    }
    if (!caller.get().role().allows(needed)) {
      String secretless = request.getRemoteAddress().getHostString();
      return caller.get().name().equals(secretless)
          ? unauthorized(needed)
          : new Problem(
                  HttpStatus.FORBIDDEN,
                  "this takes the role %s; the key of %s has %s"
                      .formatted(needed, caller.get().name(), caller.get().role()))
              .response();
    }
    if (limiters != null && !limiters.get(caller.get().name()).acquirePermission()) {
      return new Problem(
              HttpStatus.TOO_MANY_REQUESTS, "more requests than one caller may send; slow down")
          .response();
    }
    return null;
  }

  private static HttpResponse<?> unauthorized(Role needed) {
    return new Problem(
            HttpStatus.UNAUTHORIZED,
            "this takes a key of the role %s or above, sent as X-Api-Key".formatted(needed))
        .response()
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
  }

  private static Role needed(HttpRequest<?> request) {
    String path = request.getPath();
    if (path.startsWith("/health")) {
      return Role.NONE;
    } else if (path.startsWith("/push")) {
      return Role.WRITE;
    } else if (path.startsWith("/entities")) {
      return Role.ADMIN;
    }
    return Role.READ;
  }
}
