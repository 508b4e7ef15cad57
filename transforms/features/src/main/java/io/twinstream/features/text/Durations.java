package io.twinstream.features.text;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses and formats durations: a whole number and a unit, as in {@code 500ms 5s 30m 24h 7d}. */
public final class Durations {
  public static final String HINT = "write a whole number and one of ms, s, m, h, d, such as 30m";
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final long[] UNIT_MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};
  private static final String[] UNITS = {"d", "h", "m", "s", "ms"};

  private Durations() {}

  /** Parses a duration; empty if the text is not a duration. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group(1));
    for (int i = 0; i < UNITS.length; i++) {
      if (UNITS[i].equals(matcher.group(2))) {
        return Optional.of(Duration.ofMillis(count * UNIT_MILLIS[i]));
      }
    }
    throw new AssertionError(text);
  }

  /**
   * Returns the shortest form that {@link #parse} accepts: the greatest unit without a remainder.
   * For files, options, and messages that quote a file; others use {@link #spell}.
   */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    for (int i = 0; i < UNITS.length; i++) {
      if (millis != 0 && millis % UNIT_MILLIS[i] == 0) {
        return millis / UNIT_MILLIS[i] + UNITS[i];
      }
    }
    return "0s";
  }

  /**
   * Spells the duration in all of its units for a reader: {@code 1d 2h 500ms}. {@link #parse} does
   * not accept it.
   */
  public static String spell(Duration duration) {
    return units(Math.abs(duration.toMillis()), UNITS.length);
  }

  /** Spells an age for a reader: its largest unit and the next, such as {@code 3m 20s}. */
  public static String age(Duration age) {
    long millis = Math.max(0, age.toMillis());
    return units(millis < 1_000 ? millis : millis - millis % 1_000, 2);
  }

  /** Spells at most so many units, from the largest on. */
  private static String units(long millis, int most) {
    StringBuilder text = new StringBuilder();
    long rest = millis;
    int end = UNITS.length;
    for (int i = 0; i < end; i++) {
      if (rest >= UNIT_MILLIS[i]) {
        end = text.isEmpty() ? Math.min(end, i + most) : end;
        text.append(text.isEmpty() ? "" : " ").append(rest / UNIT_MILLIS[i]).append(UNITS[i]);
        rest %= UNIT_MILLIS[i];
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }
}
