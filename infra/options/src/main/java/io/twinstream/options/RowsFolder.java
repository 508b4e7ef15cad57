package io.twinstream.options;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The rows of a backfill. */
public final class RowsFolder {
  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "The folder of the rows, one row per event, as Parquet. It has a folder per view, or"
              + " one for the service.")
  public Optional<Path> output = Optional.empty();
}
