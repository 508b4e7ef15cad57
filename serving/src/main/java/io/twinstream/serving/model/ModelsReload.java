package io.twinstream.serving.model;

import io.twinstream.serving.background.Background;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Reloads {@link Models}, and what depends on them, when their files change. */
@Singleton
final class ModelsReload {
  private static final String NAME = "models-reload";

  private final ScheduledExecutorService thread;

  ModelsReload(Models models, ModelsConfiguration configuration, Background background) {
    thread = Executors.newSingleThreadScheduledExecutor(background.threads(NAME));
    Duration every = configuration.reloadEvery();
    var unused =
        thread.scheduleWithFixedDelay(
            background.guarded(NAME, models::reload),
            every.toMillis(),
            every.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    thread.shutdownNow();
  }
}
