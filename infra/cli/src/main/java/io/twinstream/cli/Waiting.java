package io.twinstream.cli;

import java.time.Duration;

/** Sleeping in commands, where an interrupt means the end. */
final class Waiting {
  private Waiting() {}

  static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
