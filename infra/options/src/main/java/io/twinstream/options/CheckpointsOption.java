package io.twinstream.options;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The checkpoints of live jobs. */
public final class CheckpointsOption {
  @Option(
      names = "--checkpoints",
      paramLabel = "DIR",
      description =
          "The folder of checkpoints, with a folder per run (default: the profile's, else in the"
              + " local stack's files).")
  public Optional<Path> folder = Optional.empty();

  /**
   * The folder.
   *
   * @throws IllegalArgumentException if the user did not give it
   */
  public Path require() {
    return folder.orElseThrow(
        () -> new IllegalArgumentException("Missing required option: '--checkpoints=DIR'"));
  }
}
