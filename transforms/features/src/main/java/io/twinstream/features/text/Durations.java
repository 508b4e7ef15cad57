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

  /** Spells the duration in all of its units for a reader: {@code 1d 2h 500ms}. */
  public static String spell(Duration duration) {
    StringBuilder text = new StringBuilder();
    long rest = Math.abs(duration.toMillis());
    for (int i = 0; i < UNITS.length; i++) {
      if (rest >= UNIT_MILLIS[i]) {
        text.append(text.isEmpty() ? "" : " ").append(rest / UNIT_MILLIS[i]).append(UNITS[i]);
        rest %= UNIT_MILLIS[i];
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }
}
