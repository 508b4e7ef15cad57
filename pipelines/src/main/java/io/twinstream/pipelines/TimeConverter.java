package io.twinstream.pipelines;

import io.twinstream.features.definition.Instants;
import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads instants, and dates as their beginning in UTC. */
final class TimeConverter implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String text) {
    return Instants.parse(text)
        .orElseThrow(
            () -> new TypeConversionException("'" + text + "' is no time; write " + Instants.HINT));
  }
}
