package io.twinstream.cli;

import io.twinstream.features.definition.Instants;
import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An instant, or a date in UTC: its beginning. */
final class TimeOption implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String text) {
    return Instants.parse(text)
        .orElseThrow(() -> new TypeConversionException(Instants.HINT + ", not '" + text + "'"));
  }
}
