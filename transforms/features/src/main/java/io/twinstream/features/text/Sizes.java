package io.twinstream.features.text;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses and formats sizes: a whole number and a unit, as in {@code 512B 64KiB 1MiB 2GiB}. */
public final class Sizes {
  public static final String HINT =
      "write a whole number and one of B, KiB, MiB, GiB, such as 4MiB";
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB"};

  private Sizes() {}

  /** Parses a size in bytes; empty if the text is not a size. */
  public static Optional<Long> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int unit = java.util.List.of(UNITS).indexOf(matcher.group(2));
    return Optional.of(Long.parseLong(matcher.group(1)) << (10 * unit));
  }

  /** Formats a size for a reader, with at most one digit after the point. */
  public static String format(long bytes) {
    int unit = 0;
    while (unit < UNITS.length - 1 && bytes >= 1L << (10 * (unit + 1))) {
      unit++;
    }
    long tenths = Math.round(bytes * 10.0 / (1L << (10 * unit)));
    return (tenths % 10 == 0 ? tenths / 10 + "" : tenths / 10 + "." + tenths % 10) + UNITS[unit];
  }
}
