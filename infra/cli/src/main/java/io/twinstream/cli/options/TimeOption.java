package io.twinstream.cli.options;

import io.twinstream.features.text.Instants;
import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An instant, or a date in UTC: its beginning. */
public final class TimeOption implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String text) {
    return Instants.parse(text)
        .orElseThrow(() -> new TypeConversionException(Instants.HINT + ", not '" + text + "'"));
  }
}
