package io.twinstream.cli.stack;

import io.twinstream.cli.options.HeapOption;
import io.twinstream.local.process.ClusterSize;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How large a Flink cluster of this machine is. */
public final class ClusterOptions {
  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "How many subtasks of a step run in parallel (default: ${DEFAULT-VALUE}).")
  public int slots;

  @Mixin private final HeapOption heap;

  /**
   * @param byDefault unless the user says otherwise
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
