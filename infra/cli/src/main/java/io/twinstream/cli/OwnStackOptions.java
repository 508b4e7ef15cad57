package io.twinstream.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Of commands that start a stack of their own and leave nothing of it behind. */
final class OwnStackOptions {
  @Option(
      names = "--partitions",
      description = "Of the topic that is sent to (default: ${DEFAULT-VALUE}).")
  int partitions = 4;

  @Mixin final ClusterOptions cluster;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Where the stack's files are meanwhile (default: ${DEFAULT-VALUE}).")
  Path state;

  @Option(names = "--keep-files", description = "Leave logs and data where they are.")
  boolean keep;

  /**
   * @param name of the folder of its files, unless the user says so
   * @param heap of a task manager in megabytes, unless the user says so
   */
  OwnStackOptions(String name, int heap) {
    this.state = Path.of(".twinstream", name);
    this.cluster = new ClusterOptions(heap);
  }
}
