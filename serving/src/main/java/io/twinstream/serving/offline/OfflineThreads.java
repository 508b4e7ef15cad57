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

/** Where files are read: a few threads and a bounded queue, away from those that serve. */
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
   * Does something, unless its deadline has come before it is its turn.
   *
   * @throws ProblemException if too much waits already
   */
  <T> CompletionStage<T> call(Supplier<T> task, Duration deadline) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      threads.execute(
          () -> {
            if (answer.isDone()) {
              return; // nobody waits for it any more
            }
            try {
              answer.complete(task.get());
            } catch (RuntimeException | Error e) {
              answer.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      throw ProblemException.overloaded(
          "too many questions about the past wait already; try again later");
    }
    return answer.orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    threads.shutdown();
  }
}
