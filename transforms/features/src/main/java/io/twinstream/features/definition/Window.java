package io.twinstream.features.definition;

import io.twinstream.features.text.Durations;
import io.twinstream.features.time.LocalDays;
import io.twinstream.features.time.Zone;
import java.time.Duration;
import java.util.Optional;

/**
 * The events that an aggregation covers, relative to an as-of instant.
 *
 * <p>Windows by time see whole tiles: intervals of length {@link #hop}, or local days.
 */
public sealed interface Window {

  /** The shape of a window. */
  enum Shape {
    /** The last {@code width} before the as-of instant, or before an earlier one. */
    SLIDING,
    /** The aligned interval of length {@code width} that contains the as-of instant. */
    TUMBLING,
    /** All events. */
    LIFETIME,
    /** The day, week, month or year of a time zone that contains the as-of instant. */
    CALENDAR,
    /** The newest events, however old. */
    LAST,
    /** The events of one session: of a run of events without a longer gap. */
    SESSION,
    /** Several sliding windows of one length, each a step before the one after it. */
    SERIES
  }

  Shape shape();

  /** Returns W, the length of the window; zero if it has no fixed length. */
  default Duration width() {
    return Duration.ZERO;
  }

  /** Returns h, the length of a tile; zero if tiles have no fixed length. */
  default Duration hop() {
    return Duration.ZERO;
  }

  /** Returns how far before the as-of instant the window ends. */
  default Duration delay() {
    return Duration.ZERO;
  }

  /** Reports whether the window is the last complete interval instead of the current one. */
  default boolean previous() {
    return false;
  }

  /** Returns the CEL predicate that selects the events that the window is made of. */
  default Optional<String> filter() {
    return Optional.empty();
  }

  /**
   * Returns the window as it appears in names: {@code 30m}, {@code tumbling_1h}, {@code lifetime}.
   */
  String label();

  /**
   * Returns text that windows are ordered by in the layout of a state: different for different
   * windows, and never changed.
   */
  default String order() {
    return "Window[shape=%s, width=%s, hop=%s, delay=%s, previous=%s]"
        .formatted(shape(), width(), hop(), delay(), previous());
  }

  static Window sliding(Duration width) {
    return sliding(width, defaultHop(width));
  }

  static Window sliding(Duration width, Duration hop) {
    return delayed(width, hop, Duration.ZERO);
  }

  static Window delayed(Duration width, Duration hop, Duration delay) {
    return new Sliding(width, hop, delay, Duration.ZERO);
  }

  /** A sliding window as of an earlier instant: its head is a whole tile. */
  static Window offset(Duration width, Duration hop, Duration offset) {
    return new Sliding(width, hop, Duration.ZERO, offset);
  }

  static Window tumbling(Duration width) {
    return new Tumbling(width, false);
  }

  static Window previousTumbling(Duration width) {
    return new Tumbling(width, true);
  }

  static Window lifetime() {
    return new Lifetime();
  }

  /**
   * Returns a sixtieth of the width, rounded down to one of 1 s, 5 s, 1 m, 5 m, 1 h, 1 d; the width
   * itself if the result is less than a second or does not divide the width.
   */
  static Duration defaultHop(Duration width) {
    Duration hop = Duration.ofSeconds(1);
    for (int seconds : new int[] {1, 5, 60, 300, 3_600, 86_400}) {
      if (seconds * 60_000L <= width.toMillis() && width.toMillis() % (seconds * 1_000L) == 0) {
        hop = Duration.ofSeconds(seconds);
      }
    }
    return width.toMillis() % hop.toMillis() == 0 ? hop : width;
  }

  /**
   * The last W before the as-of instant t, or before an earlier instant.
   *
   * @param width W, a positive multiple of {@code hop}
   * @param hop h, the length of a tile; positive
   * @param delay d, a multiple of {@code hop}: the window is the last W/h tiles that were complete
   *     at t - d
   * @param offset o, a multiple of {@code hop}: the window is that as of t - o, whose newest tile
   *     also has events up to h later
   */
  record Sliding(Duration width, Duration hop, Duration delay, Duration offset) implements Window {
    public Sliding {
      if (hop.toMillis() <= 0 || width.toMillis() <= 0) {
        throw new IllegalArgumentException("width and hop must be positive");
      }
      if (!isMultiple(width, hop) || !isMultiple(delay, hop) || !isMultiple(offset, hop)) {
        throw new IllegalArgumentException(
            "width, delay and offset must be multiples of the hop " + hop);
      }
      if (delay.isNegative() || offset.isNegative() || !(delay.isZero() || offset.isZero())) {
        throw new IllegalArgumentException("a window has a delay or an offset, neither negative");
      }
    }

    private static boolean isMultiple(Duration length, Duration hop) {
      return length.toMillis() % hop.toMillis() == 0;
    }

    @Override
    public Shape shape() {
      return Shape.SLIDING;
    }

    @Override
    public String label() {
      String length = Durations.format(width);
      if (offset.isZero()) {
        return length;
      }
      return offset.equals(width)
          ? "before_" + length
          : length + "_offset_" + Durations.format(offset);
    }

    @Override
    public String order() {
      return Window.super.order() + (offset.isZero() ? "" : " offset=" + offset);
    }
  }

  /**
   * The aligned interval that contains the as-of instant.
   *
   * @param width its length, positive
   * @param previous whether it is the interval before instead
   */
  record Tumbling(Duration width, boolean previous) implements Window {
    public Tumbling {
      if (width.toMillis() <= 0) {
        throw new IllegalArgumentException("width must be positive");
      }
    }

    @Override
    public Shape shape() {
      return Shape.TUMBLING;
    }

    @Override
    public Duration hop() {
      return width;
    }

    @Override
    public String label() {
      return (previous ? "previous_" : "tumbling_") + Durations.format(width);
    }
  }

  /** All events. */
  record Lifetime() implements Window {
    @Override
    public Shape shape() {
      return Shape.LIFETIME;
    }

    @Override
    public String label() {
      return "lifetime";
    }
  }

  /**
   * The day, week, month or year of a time zone that contains the as-of instant. Its tiles are the
   * {@link LocalDays} of the zone.
   *
   * @param unit its length; weeks begin on Monday (ISO 8601)
   * @param zone whose days it consists of
   * @param previous whether it is the unit before instead
   */
  record Calendar(CalendarUnit unit, Zone zone, boolean previous) implements Window {
    @Override
    public Shape shape() {
      return Shape.CALENDAR;
    }

    @Override
    public String label() {
      return (previous ? "previous_" : "calendar_") + unit.id();
    }

    @Override
    public String order() {
      return Window.super.order() + " unit=" + unit + " zone=" + zone;
    }
  }

  /**
   * The N newest events, by time, event id as UTF-8 bytes, and identity.
   *
   * @param count N, from 1 to {@link #MOST}
   * @param filter a CEL predicate over the fields of the source that selects the events to choose
   *     from; the filter of an aggregation selects among the N
   */
  record Last(int count, Optional<String> filter) implements Window {
    public static final int MOST = 1_000;

    public Last {
      if (count < 1 || count > MOST) {
        throw new IllegalArgumentException("a window has 1 to " + MOST + " events");
      }
    }

    @Override
    public Shape shape() {
      return Shape.LAST;
    }

    @Override
    public String label() {
      return "last_" + count;
    }

    @Override
    public String order() {
      return Window.super.order() + " count=" + count + " where=" + filter.orElse("");
    }
  }

  /**
   * The events of the current or the last session of an entity. Two consecutive events that are at
   * most a gap apart are in one session. Sessions are made of the events of a lookback, so one that
   * is longer is cut.
   *
   * @param gap the greatest time between two consecutive events of a session
   * @param lookback how long before the as-of instant events are seen; a multiple of the hop
   * @param hop the length of a tile, at most the gap: all events of a tile are in one session
   * @param last whether it is the last session; else the current one, which ends after the gap
   * @param filter the filter of an aggregation selects among the events of the session
   */
  record Session(
      Duration gap, Duration lookback, Duration hop, boolean last, Optional<String> filter)
      implements Window {
    public Session {
      if (hop.toMillis() <= 0 || hop.compareTo(gap) > 0) {
        throw new IllegalArgumentException("the hop must be positive and at most the gap " + gap);
      }
      if (lookback.toMillis() <= 0 || lookback.toMillis() % hop.toMillis() != 0) {
        throw new IllegalArgumentException("the lookback must be a multiple of the hop " + hop);
      }
    }

    @Override
    public Shape shape() {
      return Shape.SESSION;
    }

    @Override
    public String label() {
      return (last ? "last_session_" : "session_") + Durations.format(gap);
    }

    @Override
    public String order() {
      return Window.super.order()
          + " gap=%s lookback=%s last=%s where=%s"
              .formatted(gap, lookback, last, filter.orElse(""));
    }
  }

  /**
   * Sliding windows whose values are one array, the newest first: window i is that with the offset
   * i times the step.
   *
   * @param width W, the length of each window; a multiple of {@code hop}
   * @param hop h, the length of a tile
   * @param step a positive multiple of {@code hop}
   * @param count the number of windows
   */
  record Series(Duration width, Duration hop, Duration step, int count) implements Window {
    /** The greatest number of windows. */
    public static final int MOST = 1_000;

    public Series {
      if (count < 1 || count > MOST || step.toMillis() <= 0) {
        throw new IllegalArgumentException(count + " windows with a step of " + step);
      }
      window(width, hop, step);
    }

    /** Returns one of the windows. */
    public Window window(int i) {
      return window(width, hop, step.multipliedBy(i));
    }

    private static Window window(Duration width, Duration hop, Duration offset) {
      return Window.offset(width, hop, offset);
    }

    /** Returns the time from the oldest instant that some window sees. */
    public Duration reach() {
      return width.plus(step.multipliedBy(count - 1L));
    }

    @Override
    public Shape shape() {
      return Shape.SERIES;
    }

    @Override
    public String label() {
      return "series_" + Durations.format(width);
    }

    @Override
    public String order() {
      return Window.super.order() + " step=%s count=%s".formatted(step, count);
    }
  }
}
