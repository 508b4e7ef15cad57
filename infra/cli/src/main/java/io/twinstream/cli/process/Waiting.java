package io.twinstream.cli.process;

import java.time.Duration;

/** Sleeping in commands, where an interrupt means the end. */
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
