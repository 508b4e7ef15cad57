package io.twinstream.features.aggregate;

import io.twinstream.features.definition.Window;
import io.twinstream.features.time.LocalDays;
import java.time.LocalDate;
import java.util.Collection;

/**
 * The tiles that a window sees at an instant t: those with {@code first(t) <= index <= last(t)}.
 *
 * <p>Neither bound falls as t grows, so a tile that no window sees at the newest event can be
 * dropped. All quantities are milliseconds; division is floored. A window of width W and hop h sees
 * (floor((t-W)/h), floor(t/h)]; with a delay d, it sees the W/h tiles up to the last one whose last
 * instant is at or before t-d.
 */
sealed interface TileRange {
  long first(long t);

  long last(long t);

  /** Returns the maximal time after an event for which this window still sees it; -1 for always. */
  long reach();

  /** Returns the minimal time after an event for which this window still sees its tile. */
  long sure();

  /** Returns the greatest number of tiles from the oldest that it sees to the newest event. */
  long tiles();

  /**
   * Reports whether, at every instant, every event that the other range may see is in tiles of this
   * range.
   */
  default boolean covers(TileRange other) {
    return equals(other) || (other.reach() >= 0 && sure() >= other.reach() - 1);
  }

  /** Returns the maximal time after an event for which some range still sees it; -1 for always. */
  static long reach(Collection<TileRange> ranges) {
    boolean always = ranges.stream().anyMatch(range -> range.reach() < 0);
    return always ? -1 : ranges.stream().mapToLong(TileRange::reach).max().orElse(0);
  }

  /** Returns the range of a window. */
  static TileRange of(Window window, long resolution) {
    long width = window.width().toMillis();
    long hop = window.hop().toMillis();
    long delay = window.delay().toMillis();
    return switch (window.shape()) {
      case LIFETIME, LAST -> new Lifetime();
      case TUMBLING -> new Tumbling(width, window.previous() ? 1 : 0);
      case SLIDING -> {
        long offset = ((Window.Sliding) window).offset().toMillis();
        if (delay > 0) {
          yield new Delayed(width, hop, delay, resolution);
        }
        yield offset == 0 ? new Sliding(width, hop) : new Offset(width, hop, offset);
      }
      case SERIES -> new Sliding(((Window.Series) window).reach().toMillis(), hop);
      case SESSION -> new Sliding(((Window.Session) window).lookback().toMillis(), hop);
      case CALENDAR -> Calendar.of((Window.Calendar) window);
    };
  }

  /** The last W up to now. The newer end is exact, the older end is rounded to the hop. */
  record Sliding(long width, long hop) implements TileRange {
    @Override
    public long first(long t) {
      return Math.floorDiv(t - width, hop) + 1;
    }

    @Override
    public long last(long t) {
      return Math.floorDiv(t, hop);
    }

    @Override
    public long reach() {
      return width;
    }

    @Override
    public long sure() {
      return width - hop;
    }

    @Override
    public long tiles() {
      return width / hop + 1;
    }
  }

  /** The last W up to t - o; its newest tile also holds events up to h later. */
  record Offset(long width, long hop, long offset) implements TileRange {
    @Override
    public long first(long t) {
      return Math.floorDiv(t - offset - width, hop) + 1;
    }

    @Override
    public long last(long t) {
      return Math.floorDiv(t - offset, hop);
    }

    @Override
    public long reach() {
      return offset + width;
    }

    @Override
    public long sure() {
      return offset + width - hop;
    }

    @Override
    public long tiles() {
      return (width + offset) / hop + 1;
    }
  }

  /** The local days of one unit of the calendar: the current one, or the one before. */
  record Calendar(Window.Calendar window, LocalDays days) implements TileRange {
    static Calendar of(Window.Calendar window) {
      return new Calendar(window, new LocalDays(window.zone()));
    }

    @Override
    public long first(long t) {
      LocalDate first = unit(t);
      return (window.previous() ? before(first) : first).toEpochDay();
    }

    @Override
    public long last(long t) {
      return window.previous() ? unit(t).toEpochDay() - 1 : days.number(t);
    }

    private LocalDate unit(long t) {
      return window.unit().first(LocalDate.ofEpochDay(days.number(t)));
    }

    private LocalDate before(LocalDate first) {
      return window.unit().first(first.minusDays(1));
    }

    @Override
    public long reach() {
      return window.unit().longest().toMillis() * (window.previous() ? 2 : 1);
    }

    @Override
    public long sure() {
      return 0;
    }

    @Override
    public long tiles() {
      return window.unit().days() * (window.previous() ? 2L : 1L);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Calendar that && window.equals(that.window);
    }

    @Override
    public int hashCode() {
      return window.hashCode();
    }

    @Override
    public String toString() {
      return window.toString();
    }
  }

  /** The last W/h complete tiles that ended at or before t - d. */
  record Delayed(long width, long hop, long delay, long resolution) implements TileRange {
    @Override
    public long first(long t) {
      return last(t) - width / hop + 1;
    }

    @Override
    public long last(long t) {
      return Math.floorDiv(t - delay + resolution, hop) - 1;
    }

    @Override
    public long reach() {
      return delay + width + hop;
    }

    @Override
    public long sure() {
      return delay + width - resolution;
    }

    @Override
    public long tiles() {
      return (width + delay) / hop + 2;
    }
  }

  /** One aligned interval: the current one, or an earlier one. */
  record Tumbling(long width, int back) implements TileRange {
    @Override
    public long first(long t) {
      return Math.floorDiv(t, width) - back;
    }

    @Override
    public long last(long t) {
      return first(t);
    }

    @Override
    public long reach() {
      return width * (1 + back);
    }

    @Override
    public long sure() {
      return width * back;
    }

    @Override
    public long tiles() {
      return 1 + back;
    }
  }

  /** The one tile that holds everything. */
  record Lifetime() implements TileRange {
    @Override
    public long first(long t) {
      return 0;
    }

    @Override
    public long last(long t) {
      return 0;
    }

    @Override
    public long reach() {
      return -1;
    }

    @Override
    public long sure() {
      return Long.MAX_VALUE;
    }

    @Override
    public long tiles() {
      return 1;
    }
  }
}
