package io.twinstream.options;

import io.twinstream.features.text.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as definitions write them: {@code 500ms}, {@code 30s}, {@code 5m}. */
public class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    return Durations.parse(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + text
                        + "' is not a duration; write a number and ms, s, m, h or d, such as 30s"));
  }

  /** The same, longer than zero. */
  public static final class Positive extends DurationConverter {
    @Override
    public Duration convert(String text) {
      Duration duration = super.convert(text);
      if (duration.isZero()) {
        throw new TypeConversionException("'" + text + "' must be longer than 0");
      }
      return duration;
    }
  }
}
