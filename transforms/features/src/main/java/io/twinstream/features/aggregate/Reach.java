package io.twinstream.features.aggregate;

import io.twinstream.features.definition.Window;
import java.time.Duration;
import java.util.Optional;

/** How long windows see an event. */
public final class Reach {
  private Reach() {}

  /** Returns how long after an event a window may still see it; empty for always. */
  public static Optional<Duration> of(Window window) {
    long reach = TileRange.of(window, 1).reach();
    return reach < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(reach));
  }
}
