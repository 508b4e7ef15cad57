package io.twinstream.options;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The folder for dead letters of a historical job. */
public final class DeadLettersFolder {
  @Option(
      names = "--dead-letters",
      paramLabel = "DIR",
      description =
          "The folder for dead letters, as Parquet (default: they are only counted, and refuse a load"
              + " of a table).")
  public Optional<Path> folder = Optional.empty();
}
