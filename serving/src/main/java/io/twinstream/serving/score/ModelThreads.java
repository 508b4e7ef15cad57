package io.twinstream.serving.score;

import io.twinstream.serving.background.Background;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

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
            : pool(background.threads("model"), configuration.threads(), configuration.waiting());
  }

  static ThreadPoolExecutor pool(ThreadFactory threads, int size, int waiting) {
    return new ThreadPoolExecutor(
        size, size, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), threads);
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
