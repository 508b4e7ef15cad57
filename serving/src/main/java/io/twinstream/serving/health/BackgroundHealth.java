package io.twinstream.serving.health;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.twinstream.serving.background.Background;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/**
 * Reports for each background task whether its last run failed. A failed task does not make the
 * server unhealthy, because the server continues with what it has.
 */
@Singleton
final class BackgroundHealth implements HealthIndicator {
  private static final String NAME = "background";

  private final Background background;

  BackgroundHealth(Background background) {
    this.background = background;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Publishers.just(
        HealthResult.builder(NAME, HealthStatus.UP).details(background.state()).build());
  }
}
