package io.twinstream.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations as definitions write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}.
 */
final class Durations implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    String digits = text.replaceAll("[a-z]+$", "");
    try {
      long n = Long.parseLong(digits);
      return switch (text.substring(digits.length())) {
        case "ms" -> Duration.ofMillis(n);
        case "s" -> Duration.ofSeconds(n);
        case "m" -> Duration.ofMinutes(n);
        case "h" -> Duration.ofHours(n);
        case "d" -> Duration.ofDays(n);
        default -> throw new NumberFormatException(text);
      };
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration; write a number and ms, s, m, h or d, such as 30s");
    }
  }
}
