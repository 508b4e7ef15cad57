package io.twinstream.cli.options;

import io.twinstream.features.text.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations as definitions write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}.
 */
public final class DurationOption implements ITypeConverter<Duration> {
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
}
