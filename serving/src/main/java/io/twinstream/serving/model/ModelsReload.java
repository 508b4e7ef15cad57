package io.twinstream.serving.model;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps {@link Models}, and what goes by them, as their files are. */
@Singleton
final class ModelsReload {
  private static final Logger LOG = LoggerFactory.getLogger(ModelsReload.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread reload = new Thread(task, "models-reload");
            reload.setDaemon(true);
            return reload;
          });

  ModelsReload(Models models, ModelsConfiguration configuration) {
    Duration every = configuration.reloadEvery();
    Runnable reload =
        () -> {
          try {
            models.reload();
          } catch (RuntimeException e) {
            LOG.error("models stay as they are", e); // and are looked at again
          }
        };
    var unused =
        thread.scheduleWithFixedDelay(
            reload, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    thread.shutdownNow();
  }
}
