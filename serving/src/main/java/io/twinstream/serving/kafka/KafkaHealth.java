package io.twinstream.serving.kafka;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/**
 * Ready once a broker's name could be resolved, so that a wrong name is found before callers
 * connect. Brokers that fail later do not make the server less ready, because features need none.
 */
@Singleton
@Readiness
@Requires(beans = TopicAppender.class)
final class KafkaHealth implements HealthIndicator {
  private static final String NAME = "kafka";

  private final TopicAppender log;

  KafkaHealth(TopicAppender log) {
    this.log = log;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Publishers.just(
        log.notReady()
            .map(
                why ->
                    HealthResult.builder(NAME, HealthStatus.DOWN)
                        .details(Map.of("reason", why))
                        .build())
            .orElseGet(() -> HealthResult.builder(NAME, HealthStatus.UP).build()));
  }
}
