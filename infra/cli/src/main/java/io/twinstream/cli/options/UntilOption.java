package io.twinstream.cli.options;

import io.twinstream.options.TimeConverter;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The end of the history that is sent. */
public final class UntilOption {
  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "Send only the part of the history that was known before this time, a date or an"
              + " instant in UTC.")
  public Optional<Instant> until = Optional.empty();
}
