package io.twinstream.options;

import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A span of known time. */
public final class KnownRange {
  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "The known time of the first row, score or event, a date or an instant in UTC such as"
              + " 2026-05-06. Rows see earlier events. (Default: all rows.)")
  public Optional<Instant> from = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "The known time at which rows, scores or events end, exclusive (default: all).")
  public Optional<Instant> to = Optional.empty();
}
