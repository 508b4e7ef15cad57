package io.twinstream.cli.options;

import picocli.CommandLine.Option;

/** How many partitions a topic gets. */
public final class PartitionsOption {
  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Partitions of a topic that is created (default: ${DEFAULT-VALUE}).")
  public int partitions = 4;
}
