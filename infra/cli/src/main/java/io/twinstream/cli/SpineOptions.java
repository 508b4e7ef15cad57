package io.twinstream.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Many questions as of the past: a spine. */
final class SpineOptions {
  @Option(
      names = "--spine",
      required = true,
      paramLabel = "FILE",
      description = "Parquet or CSV: entities' keys, a time, and anything else, which is kept.")
  Path spine;

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "The column of the rows' times (default: the event time's name).")
  Optional<String> time = Optional.empty();

  @Option(
      names = "--drop",
      split = ",",
      paramLabel = "COLUMN",
      description = "Columns that are not kept; keys, the time and request fields are read.")
  Set<String> drop = Set.of();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Where times without an offset are meant (default: as the source's history).")
  Optional<String> zone = Optional.empty();

  @Option(
      names = "--time-pattern",
      paramLabel = "PATTERN",
      description = {
        "Of text times, such as 'dd.MM.yyyy HH:mm' (default: as the source's history, or ISO",
        "8601)."
      })
  Optional<String> timePattern = Optional.empty();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Where the rows go with their features, as Parquet.")
  Path output;
}
