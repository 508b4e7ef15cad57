package io.twinstream.serving.offline;

import io.twinstream.serving.background.Background;
import io.twinstream.serving.problem.ProblemException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A thread pool with a bounded queue for reads of files, separate from the threads that serve
 * online features.
 */
@Singleton
final class OfflineThreads {
  private final ThreadPoolExecutor threads;

  OfflineThreads(OfflineConfiguration configuration, Background background) {
    threads =
        new ThreadPoolExecutor(
            configuration.threads(),
            configuration.threads(),
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(configuration.waiting()),
            background.threads("offline"));
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs a task, unless its deadline passes before it starts.
   *
   * @throws ProblemException if the queue is full
   */
  <T> CompletionStage<T> call(Supplier<T> task, Duration deadline) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      threads.execute(
          () -> {
            if (answer.isDone()) {
              return; // the caller has its answer already
            }
            try {
              answer.complete(task.get());
            } catch (RuntimeException | Error e) {
              answer.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      throw ProblemException.overloaded(
          "too many requests for features as of the past are waiting; try again later");
    }
    return answer.orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    threads.shutdown();
  }
}
