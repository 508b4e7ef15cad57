package io.twinstream.cli.stack;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Of commands that start a stack of their own and leave nothing of it behind. */
public final class OwnStackOptions {
  @Option(
      names = "--partitions",
      description = "Of the topic that is sent to (default: ${DEFAULT-VALUE}).")
  public int partitions = 4;

  public @Mixin final ClusterOptions cluster;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Where the stack's files are meanwhile (default: ${DEFAULT-VALUE}).")
  public Path state;

  @Option(names = "--keep-files", description = "Leave logs and data where they are.")
  public boolean keep;

  /**
   * @param name of the folder of its files, unless the user says so
   * @param heap of a task manager in megabytes, unless the user says so
   */
  public OwnStackOptions(String name, int heap) {
    this.state = Path.of(".twinstream", name);
    this.cluster = new ClusterOptions(heap);
  }
}
