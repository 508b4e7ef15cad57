package io.twinstream.serving.health;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.twinstream.features.text.Durations;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.reading.ServedView;
import io.twinstream.stores.status.ViewStatus;
import io.twinstream.stores.status.ViewStatuses;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;

/**
 * Reports for each view whether its pipeline keeps up, and whether its checkpoints fail. A view
 * that is behind does not make the server unhealthy, because each value has a status.
 */
@Singleton
final class PipelineHealth implements HealthIndicator {
  private static final String NAME = "pipelines";
  private static final long DEADLINE_MILLIS = 1_000;

  private final ServedDefinitions definitions;
  private final ViewStatuses statuses;
  private final long checkpointWithin;

  PipelineHealth(
      ServedDefinitions definitions, ViewStatuses statuses, CheckpointConfiguration checkpoints) {
    this.definitions = definitions;
    this.statuses = statuses;
    this.checkpointWithin = checkpoints.within().toMillis();
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Publishers.fromCompletableFuture(this::result);
  }

  private CompletableFuture<HealthResult> result() {
    Map<String, CompletableFuture<String>> told = new LinkedHashMap<>();
    for (ServedView view : definitions.current().lists().views()) {
      told.put(
          view.key().view(),
          statuses
              .of(view.key())
              .thenApply(status -> view.condition(status) + checkpoint(status))
              .toCompletableFuture()
              .completeOnTimeout("UNKNOWN", DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
              .exceptionally(unreachable -> "UNKNOWN"));
    }
    return CompletableFuture.allOf(told.values().toArray(new CompletableFuture<?>[0]))
        .thenApply(
            done -> {
              Map<String, String> details = new LinkedHashMap<>();
              told.forEach((view, text) -> details.put(view, text.join()));
              return HealthResult.builder(NAME, HealthStatus.UP).details(details).build();
            });
  }

  /** Values are right without a checkpoint: what it would lack is read again. */
  private String checkpoint(ViewStatus status) {
    OptionalLong age = status.checkpointAge();
    return age.isEmpty() || age.getAsLong() <= checkpointWithin
        ? ""
        : ("; the job has completed no checkpoint for %s: values are right, but after a fault the"
                + " job processes again all events since then, which its topics must still have"
                + " (retention.ms, retention.bytes); twinstream stream status prints why"
                + " checkpoints fail, for example for want of disk space")
            .formatted(Durations.spell(Duration.ofSeconds(age.getAsLong() / 1_000)));
  }
}
