package io.twinstream.cli.stack;

import io.twinstream.cli.options.OwnFiles;
import io.twinstream.cli.options.PartitionsOption;
import io.twinstream.local.process.ClusterSize;
import picocli.CommandLine.Mixin;

/** Of commands that start a stack of their own and leave nothing of it behind. */
public final class OwnStackOptions {
  @Mixin private final PartitionsOption partitions = new PartitionsOption();
  public @Mixin final ClusterOptions cluster;
  public @Mixin final OwnFiles files;

  /**
   * @param name of the folder of its files, unless the user gives another
   * @param heap of a task manager in megabytes, unless the user says otherwise
   */
  public OwnStackOptions(String name, int heap) {
    this.files = new OwnFiles(name);
    this.cluster = new ClusterOptions(new ClusterSize(2, heap));
  }

  /** Of the topic that is sent to. */
  public int partitions() {
    return partitions.partitions;
  }
}
