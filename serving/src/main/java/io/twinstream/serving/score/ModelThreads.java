package io.twinstream.serving.score;

import io.twinstream.serving.background.Background;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * A thread pool with a bounded queue for models, so that a slow model delays neither the
 * connections to the store nor those of callers. Fails with a {@link
 * java.util.concurrent.RejectedExecutionException} if the queue is full.
 */
@Singleton
final class ModelThreads implements Executor {
  private final ThreadPoolExecutor threads;

  ModelThreads(ScoringConfiguration configuration, Background background) {
    threads =
        configuration.threads() == 0
            ? null
            : background.pool("model", configuration.threads(), configuration.waiting());
  }

  @Override
  public void execute(Runnable task) {
    if (threads == null) {
      task.run();
    } else {
      threads.execute(task);
    }
  }

  @PreDestroy
  void stop() {
    if (threads != null) {
      threads.shutdown();
    }
  }
}
