package io.twinstream.cli.stack;

import picocli.CommandLine.Option;

/** How large a Flink cluster of this machine is. */
public final class ClusterOptions {
  @Option(
      names = "--slots",
      description = "How many subtasks of a step run at once (default: ${DEFAULT-VALUE}).")
  public int slots = 2;

  @Option(
      names = "--heap",
      paramLabel = "MB",
      description = "Memory for features in the task manager (default: ${DEFAULT-VALUE}).")
  public int heap;

  /**
   * @param heap in megabytes, unless the user says so
   */
  ClusterOptions(int heap) {
    this.heap = heap;
  }
}
