package io.twinstream.pipelines.job;

import io.twinstream.features.text.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as definitions write them. */
public final class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    return Durations.parse(text)
        .filter(duration -> !duration.isZero())
        .orElseThrow(
            () -> new TypeConversionException("'" + text + "' is no duration; write 7d or 12h"));
  }
}
