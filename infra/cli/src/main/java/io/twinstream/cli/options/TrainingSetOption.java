package io.twinstream.cli.options;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** A training set that a command reads. */
public final class TrainingSetOption {
  @Option(
      names = "--training-set",
      required = true,
      paramLabel = "PATH",
      description = "The Parquet rows that training-set or backfill has written: a folder or file.")
  public Path path;
}
