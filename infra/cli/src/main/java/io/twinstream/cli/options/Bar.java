package io.twinstream.cli.options;

import java.time.Duration;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on standard error; prints nothing if that is not a terminal. */
public final class Bar implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(200);

  private final ProgressBar bar;
  private final LongSupplier done;
  private final Thread thread;

  private Bar(ProgressBar bar, LongSupplier done) {
    this.bar = bar;
    this.done = done;
    this.thread = new Thread(this::follow, "progress-bar");
  }

  /**
   * Shows a bar until it is closed.
   *
   * @param what the work, as text
   * @param size the amount of work
   * @param done returns the amount done; called by another thread
   */
  public static Bar show(String what, long size, LongSupplier done) {
    if (System.console() == null) {
      return new Bar(null, done);
    }
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(what)
            .setInitialMax(size)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis((int) EVERY.toMillis())
            .build();
    Bar shown = new Bar(bar, done);
    shown.thread.setDaemon(true);
    shown.thread.start();
    return shown;
  }

  private void follow() {
    while (!Thread.currentThread().isInterrupted()) {
      bar.stepTo(done.getAsLong());
      try {
        Thread.sleep(EVERY.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    if (bar == null) {
      return;
    }
    thread.interrupt();
    bar.stepTo(done.getAsLong());
    bar.close();
  }
}
