package io.twinstream.stores;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for a stage, where blocking is acceptable: at the end of a bundle, in commands, in tests.
 */
public final class Await {
  private Await() {}

  /**
   * Returns the result of the stage.
   *
   * @throws StoreException if the stage failed, or did not complete within the deadline
   */
  public static <T> T within(Duration deadline, CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException known) {
        throw known;
      }
      throw new StoreException(
          "the online store failed: " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new StoreException(
          "the online store did not answer within " + deadline.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for the online store", e);
    }
  }

  /** Unwraps the failure of a stage. */
  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
