package io.twinstream.local.job;

import java.time.Duration;

/** Sleeps in commands; an interrupt ends the command. */
public final class Waiting {
  private Waiting() {}

  public static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
