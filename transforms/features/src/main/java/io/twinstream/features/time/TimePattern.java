package io.twinstream.features.time;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalField;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compiles time patterns with the letters of {@link DateTimeFormatter}. Accepts only letters whose
 * meaning does not depend on the JVM, and English names of months and weekdays, AM and PM. Letters
 * that a JVM looks up in its own tables (weeks, eras, zone names) are refused.
 */
public final class TimePattern {
  public static final String HINT = "write one like yyyy-MM-dd HH:mm:ss or d MMM yyyy h:mm a";

  private static final String NUMERIC = "yuMLdDHhkKmsSAnNXxZ";

  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");

  private static final List<String> DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

  private static final int NAMES_FROM = 3;

  private TimePattern() {}

  /**
   * Compiles a pattern. The formatter resolves strictly, so 31 February is an error; {@code y}
   * means the proleptic year {@code u}.
   *
   * @throws IllegalArgumentException if it is not a valid pattern, with the reason
   */
  public static DateTimeFormatter compile(String pattern) {
    DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder();
    StringBuilder letters = new StringBuilder();
    int at = 0;
    while (at < pattern.length()) {
      int end = end(pattern, at);
      append(builder, pattern.substring(at, end));
      letters.append(isLetter(pattern.charAt(at)) ? pattern.charAt(at) : "");
      at = end;
    }
    requireHour(letters.toString());
    return builder.toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
  }

  /** Requires an hour: otherwise all times of a day would mean its midnight. */
  private static void requireHour(String letters) {
    boolean isHalf = hasAny(letters, "hK");
    boolean hasHour = hasAny(letters, "HkAN") || (isHalf && hasAny(letters, "a"));
    if (!hasHour && hasAny(letters, "hKamsSn")) {
      throw new IllegalArgumentException(
          isHalf
              ? "'h' is an hour of half a day: write HH, or add 'a' for AM and PM"
              : "it has a time of day without an hour: write HH");
    }
    if (!hasHour && hasAny(letters, "XxZO")) {
      throw new IllegalArgumentException("an offset needs a time of day: write HH");
    }
  }

  private static boolean hasAny(String letters, String of) {
    return of.chars().anyMatch(letter -> letters.indexOf(letter) >= 0);
  }

  /** Returns the end of a run of one letter, of quoted text, or of a literal character. */
  private static int end(String pattern, int from) {
    char first = pattern.charAt(from);
    int end = from + 1;
    if (first == '\'') {
      int close = pattern.indexOf('\'', end);
      if (close < 0) {
        throw new IllegalArgumentException("the closing quote is missing");
      }
      return close + 1;
    }
    while (isLetter(first) && end < pattern.length() && pattern.charAt(end) == first) {
      end++;
    }
    return end;
  }

  private static void append(DateTimeFormatterBuilder builder, String run) {
    char letter = run.charAt(0);
    int length = run.length();
    if ((letter == 'M' || letter == 'L') && length >= NAMES_FROM) {
      names(builder, ChronoField.MONTH_OF_YEAR, MONTHS, run);
    } else if (letter == 'E') {
      names(builder, ChronoField.DAY_OF_WEEK, DAYS, run);
    } else if (run.equals("a")) {
      builder.appendText(ChronoField.AMPM_OF_DAY, Map.of(0L, "AM", 1L, "PM"));
    } else if (isLetter(letter) && (NUMERIC.indexOf(letter) < 0 || run.equals("ZZZZ"))) {
      throw new IllegalArgumentException(
          "'" + run + "' has no meaning that is the same on every machine");
    } else {
      builder.appendPattern(letter == 'y' ? run.replace('y', 'u') : run);
    }
  }

  /** Up to three letters mean the first three letters of a name, four mean the whole name. */
  private static void names(
      DateTimeFormatterBuilder builder, TemporalField field, List<String> names, String run) {
    if (run.length() > NAMES_FROM + 1) {
      throw new IllegalArgumentException("'" + run + "' is not one name");
    }
    Map<Long, String> texts = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      texts.put(i + 1L, run.length() > NAMES_FROM ? name : name.substring(0, NAMES_FROM));
    }
    builder.appendText(field, texts);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
