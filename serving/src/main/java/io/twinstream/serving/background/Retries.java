package io.twinstream.serving.background;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Tries something in the background until it succeeds, with pauses that double up to 5 s. */
public final class Retries implements AutoCloseable {
  public static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Runnable guarded;
  private final ScheduledExecutorService thread;
  private volatile boolean succeeded;

  private Retries(BooleanSupplier attempt, String name, Background background) {
    this.guarded = background.guarded(name, () -> succeeded = attempt.getAsBoolean());
    this.thread = Executors.newSingleThreadScheduledExecutor(background.threads(name));
  }

  /**
   * Begins after a pause.
   *
   * @param attempt whether it has succeeded; what throws has not
   * @param name of the task in {@code /health}
   */
  public static Retries until(BooleanSupplier attempt, String name, Background background) {
    Retries retries = new Retries(attempt, name, background);
    retries.tryAfter(FIRST_PAUSE);
    return retries;
  }

  private void tryAfter(Duration pause) {
    var unused = thread.schedule(() -> attempt(pause), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void attempt(Duration pause) {
    guarded.run();
    if (succeeded) {
      thread.shutdown();
    } else if (!thread.isShutdown()) {
      tryAfter(next(pause));
    }
  }

  /** The pause after the next attempt. */
  public static Duration next(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
