package io.twinstream.options;

import io.twinstream.features.files.FilePaths;
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
              + " one for the service. For backfill also an Iceberg table for the rows of one view or"
              + " service, which are replaced.")
  public Optional<String> output = Optional.empty();

  /** The folder, which is no table. */
  public Optional<Path> folder() {
    return output.map(FilePaths::of);
  }
}
