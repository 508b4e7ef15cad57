package io.twinstream.features.time;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * Divides time into the days of a time zone. Day D begins at the first instant whose local date is
 * D or later, and ends where day D + 1 begins. Therefore the day never falls as time passes, also
 * if clocks are set back over midnight; a date that a zone skipped is a day without instants. Days
 * are numbered from 1970-01-01.
 */
public final class LocalDays {
  private static final int SECONDS_PER_DAY = 86_400;

  private final ZoneRules rules;

  /** The day that was asked for last; most calls are for the same one. */
  private volatile Day last;

  private record Day(long number, long start, long end) {}

  public LocalDays(Zone zone) {
    rules = zone.rules();
    last = day(0);
  }

  /** Returns the number of the day that contains an instant, in milliseconds since 1970. */
  public long number(long instant) {
    Day known = last;
    if (instant >= known.start && instant < known.end) {
      return known.number;
    }
    long seconds = Math.floorDiv(instant, 1_000);
    int offset = rules.getOffset(java.time.Instant.ofEpochSecond(seconds)).getTotalSeconds();
    long number = Math.floorDiv(seconds + offset, SECONDS_PER_DAY);
    // Clocks that were set back show a date before that of the day.
    while (start(number + 1) <= instant) {
      number++;
    }
    while (start(number) > instant) {
      number--;
    }
    last = day(number);
    return number;
  }

  private Day day(long number) {
    return new Day(number, start(number), start(number + 1));
  }

  /** Returns the instant at which a day begins, in milliseconds since 1970. */
  public long start(long number) {
    LocalDateTime midnight = LocalDate.ofEpochDay(number).atStartOfDay();
    List<ZoneOffset> offsets = rules.getValidOffsets(midnight);
    if (offsets.isEmpty()) {
      ZoneOffsetTransition gap = rules.getTransition(midnight);
      return gap.toEpochSecond() * 1_000;
    }
    return midnight.toEpochSecond(offsets.get(0)) * 1_000;
  }
}
