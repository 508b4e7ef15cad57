package io.twinstream.cli.live;

import java.time.Duration;

/** Formats ages in their largest unit and the next smaller one. */
public final class Ages {
  private Ages() {}

  /** Such as {@code 250 ms}, {@code 12 s}, {@code 3 min 20 s}, {@code 2 d 5 h}. */
  public static String format(Duration age) {
    if (age.isNegative()) {
      return "0 ms";
    }
    if (age.toSeconds() < 1) {
      return age.toMillis() + " ms";
    }
    if (age.toMinutes() < 1) {
      return age.toSeconds() + " s";
    }
    if (age.toHours() < 1) {
      return age.toMinutes() + " min " + age.toSecondsPart() + " s";
    }
    if (age.toDays() < 1) {
      return age.toHours() + " h " + age.toMinutesPart() + " min";
    }
    return age.toDays() + " d " + age.toHoursPart() + " h";
  }
}
