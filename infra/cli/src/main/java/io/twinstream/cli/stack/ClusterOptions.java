package io.twinstream.cli.stack;

import io.twinstream.cli.options.HeapOption;
import io.twinstream.local.process.ClusterSize;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The size of a Flink cluster on this machine. */
public final class ClusterOptions {
  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "How many subtasks of a step run in parallel (default: ${DEFAULT-VALUE}).")
  public int slots;

  @Mixin private final HeapOption heap;

  /**
   * @param byDefault the size if the user gives no other
   */
  ClusterOptions(ClusterSize byDefault) {
    this.slots = byDefault.slots();
    this.heap = new HeapOption(byDefault.heapMegabytes());
  }

  /** Memory for features in the task manager, in megabytes. */
  public int heap() {
    return heap.megabytes;
  }
}
