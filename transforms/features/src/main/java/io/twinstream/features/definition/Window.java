package io.twinstream.features.definition;

import io.twinstream.features.text.Durations;
import java.time.Duration;
import java.util.Objects;

/**
 * The interval of events that an aggregation covers, relative to an as-of instant.
 *
 * @param shape the shape of the window
 * @param width W, a multiple of {@code hop}; zero for {@link Shape#LIFETIME}
 * @param hop h, the length of a tile: the width for {@link Shape#TUMBLING}, zero for {@link
 *     Shape#LIFETIME}
 * @param delay how far before the as-of instant the window ends, a multiple of {@code hop}; only
 *     for {@link Shape#SLIDING}
 * @param previous whether the window is the last complete interval instead of the current one; only
 *     for {@link Shape#TUMBLING}
 */
public record Window(Shape shape, Duration width, Duration hop, Duration delay, boolean previous) {

  /** The shape of a window. */
  public enum Shape {
    /** The last {@code width} before the as-of instant. */
    SLIDING,
    /** The aligned interval of length {@code width} that contains the as-of instant. */
    TUMBLING,
    /** All events. */
    LIFETIME
  }

  public Window {
    Objects.requireNonNull(shape, "shape");
    if (shape != Shape.LIFETIME) {
      if (hop.toMillis() <= 0 || width.toMillis() <= 0) {
        throw new IllegalArgumentException("width and hop must be positive");
      }
      if (width.toMillis() % hop.toMillis() != 0 || delay.toMillis() % hop.toMillis() != 0) {
        throw new IllegalArgumentException("width and delay must be multiples of the hop " + hop);
      }
    }
    if (delay.isNegative() || (shape != Shape.SLIDING && !delay.isZero())) {
      throw new IllegalArgumentException("only sliding windows have a delay, never a negative one");
    }
    if (previous && shape != Shape.TUMBLING) {
      throw new IllegalArgumentException("only tumbling windows have a previous interval");
    }
  }

  public static Window sliding(Duration width) {
    return sliding(width, defaultHop(width));
  }

  public static Window sliding(Duration width, Duration hop) {
    return delayed(width, hop, Duration.ZERO);
  }

  public static Window delayed(Duration width, Duration hop, Duration delay) {
    return new Window(Shape.SLIDING, width, hop, delay, false);
  }

  public static Window tumbling(Duration width) {
    return new Window(Shape.TUMBLING, width, width, Duration.ZERO, false);
  }

  public static Window previousTumbling(Duration width) {
    return new Window(Shape.TUMBLING, width, width, Duration.ZERO, true);
  }

  public static Window lifetime() {
    return new Window(Shape.LIFETIME, Duration.ZERO, Duration.ZERO, Duration.ZERO, false);
  }

  /**
   * Returns the window as it appears in names: {@code 30m}, {@code tumbling_1h}, {@code lifetime}.
   */
  public String label() {
    return switch (shape) {
      case SLIDING -> Durations.format(width);
      case TUMBLING -> (previous ? "previous_" : "tumbling_") + Durations.format(width);
      case LIFETIME -> "lifetime";
    };
  }

  /**
   * Returns a sixtieth of the width, rounded down to one of 1 s, 5 s, 1 m, 5 m, 1 h, 1 d; the width
   * itself if the result is less than a second or does not divide the width.
   */
  public static Duration defaultHop(Duration width) {
    Duration hop = Duration.ofSeconds(1);
    for (int seconds : new int[] {1, 5, 60, 300, 3_600, 86_400}) {
      if (seconds * 60_000L <= width.toMillis() && width.toMillis() % (seconds * 1_000L) == 0) {
        hop = Duration.ofSeconds(seconds);
      }
    }
    return width.toMillis() % hop.toMillis() == 0 ? hop : width;
  }
}
