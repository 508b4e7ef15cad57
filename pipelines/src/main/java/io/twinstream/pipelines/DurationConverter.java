package io.twinstream.pipelines;

import io.twinstream.features.definition.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as definitions write them. */
final class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    return Durations.parse(text)
        .filter(duration -> !duration.isZero())
        .orElseThrow(
            () -> new TypeConversionException("'" + text + "' is no duration; write 7d or 12h"));
  }
}
