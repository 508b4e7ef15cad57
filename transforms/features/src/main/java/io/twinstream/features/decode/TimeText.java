package io.twinstream.features.decode;

import io.twinstream.features.time.TimePattern;
import io.twinstream.features.time.Zone;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.time.zone.ZoneRules;

/** Parses times in text form to milliseconds since 1970, floored. Accepts years 1 to 9999. */
final class TimeText {
  /** Not a time. */
  static final long INVALID = Long.MIN_VALUE;

  /** A time that no event can have. */
  static final long OUT_OF_RANGE = Long.MIN_VALUE + 1;

  private static final long MILLIS_PER_DAY = 86_400_000;
  static final long MIN_MILLIS = -62_135_596_800_000L;
  static final long MAX_MILLIS = 253_402_300_799_999L;

  private final ZoneRules zone;

  /** The constant offset of the zone from UTC in milliseconds; {@link #INVALID} if it varies. */
  private final long fixedOffset;

  private final DateTimeFormatter pattern;
  private char[] chars;
  private int at;
  private int end;

  /**
   * @param pattern a {@link TimePattern}; null for ISO 8601
   * @param zone the zone of times without an offset
   */
  TimeText(String pattern, Zone zone) {
    this.zone = zone.rules();
    this.fixedOffset =
        this.zone.isFixedOffset()
            ? this.zone.getOffset(Instant.EPOCH).getTotalSeconds() * 1_000L
            : INVALID;
    this.pattern = pattern == null ? null : TimePattern.compile(pattern);
  }

  boolean hasPattern() {
    return pattern != null;
  }

  static long checked(long millis) {
    return millis < MIN_MILLIS || millis > MAX_MILLIS ? OUT_OF_RANGE : millis;
  }

  /** Returns the instant of a local time in the zone, given as if it were UTC. */
  long ofLocal(long millis) {
    if (fixedOffset != INVALID) {
      return checked(millis - fixedOffset);
    }
    if (checked(millis) == OUT_OF_RANGE) {
      return OUT_OF_RANGE;
    }
    int nanos = (int) Math.floorMod(millis, 1_000L) * 1_000_000;
    LocalDateTime local =
        LocalDateTime.ofEpochSecond(Math.floorDiv(millis, 1_000L), nanos, ZoneOffset.UTC);
    return checked(Zone.toMillis(zone, local));
  }

  /** Returns milliseconds, {@link #INVALID} or {@link #OUT_OF_RANGE}. */
  long parse(char[] chars, int from, int length) {
    return pattern == null
        ? parseIso(chars, from, length)
        : parsePattern(new String(chars, from, length));
  }

  private long parsePattern(String text) {
    try {
      TemporalAccessor time = pattern.parse(text);
      if (time.isSupported(ChronoField.INSTANT_SECONDS)) {
        long seconds = time.getLong(ChronoField.INSTANT_SECONDS);
        return checked(seconds * 1_000 + time.get(ChronoField.MILLI_OF_SECOND));
      }
      LocalDate date = time.query(TemporalQueries.localDate());
      if (date == null) {
        return INVALID;
      }
      LocalTime clock = time.query(TemporalQueries.localTime());
      long millis = clock == null ? 0 : clock.toNanoOfDay() / 1_000_000;
      return ofLocal(date.toEpochDay() * MILLIS_PER_DAY + millis);
    } catch (DateTimeException e) {
      return INVALID; // The caller names the field and the value.
    }
  }

  /** {@code yyyy-MM-dd[(T| )HH:mm[:ss[.fraction]][Z|+HH[[:]mm]]]}. */
  private long parseIso(char[] chars, int from, int length) {
    this.chars = chars;
    this.at = from;
    this.end = from + length;
    if (length > 0 && (chars[from] == '+' || chars[from] == '-')) {
      return isExpandedYear() ? OUT_OF_RANGE : INVALID;
    }
    int year = digits(4);
    if (year >= 0 && at < end && isDigit(chars[at])) {
      at = from - 1;
      return isExpandedYear() ? OUT_OF_RANGE : INVALID;
    }
    int month = take('-') ? digits(2) : -1;
    int day = take('-') ? digits(2) : -1;
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) {
      return INVALID;
    }
    long date = epochDay(year, month, day) * MILLIS_PER_DAY;
    if (at == end) {
      return year == 0 ? OUT_OF_RANGE : ofLocal(date);
    }
    long time = take('T') || take(' ') || take('t') ? time() : -1;
    if (time < 0) {
      return INVALID;
    }
    if (at == end) {
      return year == 0 ? OUT_OF_RANGE : ofLocal(date + time);
    }
    int offset = offset();
    return offset == Integer.MIN_VALUE || at != end
        ? INVALID
        : checked(date + time - offset * 1_000L);
  }

  /** Reports whether a year of more than four digits, signed or not, and a dash follow. */
  private boolean isExpandedYear() {
    int start = ++at;
    while (at < end && isDigit(chars[at])) {
      at++;
    }
    return at - start >= 4 && at < end && chars[at] == '-';
  }

  private long time() {
    int hour = digits(2);
    int minute = take(':') ? digits(2) : -1;
    int second = 0;
    int millis = 0;
    if (take(':')) {
      second = digits(2);
      if (take('.') || take(',')) {
        int start = at;
        for (int weight = 100; at < end && isDigit(chars[at]); at++, weight /= 10) {
          millis += (chars[at] - '0') * weight;
        }
        second = at == start ? -1 : second;
      }
    }
    boolean valid =
        hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
    return valid ? ((hour * 60L + minute) * 60 + second) * 1_000 + millis : -1;
  }

  private int offset() {
    if (take('Z') || take('z')) {
      return 0;
    }
    boolean minus = take('-');
    if (!minus && !take('+')) {
      return Integer.MIN_VALUE;
    }
    int hours = digits(2);
    int minutes = at == end ? 0 : take(':') || hours >= 0 ? digits(2) : -1;
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    int seconds = (hours * 60 + minutes) * 60;
    return minus ? -seconds : seconds;
  }

  private boolean take(char c) {
    if (at < end && chars[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  private int digits(int count) {
    if (end - at < count) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < count; i++) {
      if (!isDigit(chars[at + i])) {
        return -1;
      }
      value = value * 10 + chars[at + i] - '0';
    }
    at += count;
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int daysIn(int year, int month) {
    if (month == 2) {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /**
   * Returns the days since 1970 of a Gregorian date: H. Hinnant, "chrono-compatible low-level date
   * algorithms".
   */
  private static long epochDay(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(y, 400);
    int yearOfEra = y - era * 400;
    int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
  }
}
