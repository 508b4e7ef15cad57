package io.twinstream.cli.options;

import io.twinstream.options.TimeConverter;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The end of the events or rows that a command uses. */
public final class UntilOption {
  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "Use only what was known before this time, a date or an instant in UTC: the events that"
              + " parity sends, the rows that fit reads.")
  public Optional<Instant> until = Optional.empty();
}
