package io.twinstream.cli.stack;

import io.twinstream.cli.options.PartitionsOption;
import io.twinstream.cli.place.OwnFiles;
import io.twinstream.local.process.ClusterSize;
import picocli.CommandLine.Mixin;

/** The options of commands that start a stack and delete it at the end. */
public final class OwnStackOptions {
  @Mixin private final PartitionsOption partitions = new PartitionsOption();
  public @Mixin final ClusterOptions cluster;
  public @Mixin final OwnFiles files;

  /**
   * @param name the default name of the folder of its files
   * @param heap the default heap of a task manager in megabytes
   */
  public OwnStackOptions(String name, int heap) {
    this.files = new OwnFiles(name);
    this.cluster = new ClusterOptions(new ClusterSize(2, heap));
  }

  /** The partitions of the topic that receives the events. */
  public int partitions() {
    return partitions.given.orElse(PartitionsOption.DEFAULT);
  }
}
