package io.twinstream.serving.health;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StoreException;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;

/**
 * Reports ready if the online store answers within a second; the liveness of the server does not
 * depend on it.
 */
@Singleton
@Readiness
final class StoreHealth implements HealthIndicator {
  private static final String NAME = "online-store";
  private static final long DEADLINE_MILLIS = 1_000;

  private final OnlineStore store;

  StoreHealth(OnlineStore store) {
    this.store = store;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Publishers.fromCompletableFuture(
        () ->
            store
                .check()
                .thenApply(answered -> HealthResult.builder(NAME, HealthStatus.UP).build())
                .toCompletableFuture()
                .completeOnTimeout(
                    down("no answer within 1 s"), DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionally(failure -> down(reason(failure))));
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof StoreException
        ? cause.getMessage()
        : "cannot connect to the online store";
  }

  private static HealthResult down(String why) {
    return HealthResult.builder(NAME, HealthStatus.DOWN).details(Map.of("reason", why)).build();
  }
}
