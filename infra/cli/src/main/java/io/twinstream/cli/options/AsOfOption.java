package io.twinstream.cli.options;

import io.twinstream.options.TimeConverter;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The instant as of which features are evaluated. */
public class AsOfOption {
  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "The instant as of which features are evaluated, such as 2026-05-06T07:08:09Z, or"
              + " a date: its beginning in UTC (default for inspect: now).")
  public Optional<Instant> time = Optional.empty();
}
