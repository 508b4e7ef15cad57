package io.twinstream.cli.options;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Many questions as of the past: a spine. */
public final class SpineOptions {
  @Option(
      names = "--spine",
      required = true,
      paramLabel = "FILE",
      description = "Parquet or CSV: entities' keys, a time, and anything else, which is kept.")
  public Path spine;

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "The column of the rows' times (default: the event time's name).")
  public Optional<String> time = Optional.empty();

  @Option(
      names = "--drop",
      split = ",",
      paramLabel = "COLUMN",
      description = "Columns that are not kept; keys, the time and request fields are read.")
  public Set<String> drop = Set.of();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Where times without an offset are meant (default: as the source's history).")
  public Optional<String> zone = Optional.empty();

  @Option(
      names = "--time-pattern",
      paramLabel = "PATTERN",
      description = {
        "Of text times, such as 'dd.MM.yyyy HH:mm' (default: as the source's history, or ISO",
        "8601)."
      })
  public Optional<String> timePattern = Optional.empty();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Where the rows go with their features, as Parquet.")
  public Path output;
}
