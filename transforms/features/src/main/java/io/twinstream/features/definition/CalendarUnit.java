package io.twinstream.features.definition;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Locale;

/** The length of a window of the calendar; weeks begin on Monday (ISO 8601). */
public enum CalendarUnit {
  DAY(Duration.ofHours(26), 1),
  WEEK(Duration.ofDays(7).plusHours(2), 7),
  MONTH(Duration.ofDays(31).plusHours(2), 31),
  YEAR(Duration.ofDays(366).plusHours(2), 366);

  private final Duration longest;
  private final int days;

  CalendarUnit(Duration longest, int days) {
    this.longest = longest;
    this.days = days;
  }

  /** Returns the longest time between an event and the end of its unit, rounded up. */
  public Duration longest() {
    return longest;
  }

  /** Returns the greatest number of days of a unit. */
  public int days() {
    return days;
  }

  /** Returns the first day of the unit that contains a day. */
  public LocalDate first(LocalDate day) {
    return switch (this) {
      case DAY -> day;
      case WEEK -> day.with(DayOfWeek.MONDAY);
      case MONTH -> day.withDayOfMonth(1);
      case YEAR -> day.withDayOfYear(1);
    };
  }

  /** Returns the name used in definitions. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
