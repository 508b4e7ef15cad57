package io.twinstream.serving.health;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.twinstream.serving.background.Background;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/**
 * Tells of each background task whether its last run failed. One that did is no reason to stop
 * asking this service: it serves what it had.
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
