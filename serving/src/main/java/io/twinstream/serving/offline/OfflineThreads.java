package io.twinstream.serving.offline;

import io.twinstream.serving.background.Background;
import io.twinstream.serving.problem.ProblemException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
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
    threads = background.pool("offline", configuration.threads(), configuration.waiting());
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
