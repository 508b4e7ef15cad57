package io.twinstream.cli.options;

import java.util.Optional;
import picocli.CommandLine.Option;

/** How many partitions a topic gets. */
public final class PartitionsOption {
  /** The number if neither the user nor the definitions name one. */
  public static final int DEFAULT = 4;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "Partitions of a topic that is created (default: those that its source declares, or "
              + DEFAULT
              + ").")
  public Optional<Integer> given = Optional.empty();
}
