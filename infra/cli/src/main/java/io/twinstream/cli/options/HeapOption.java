package io.twinstream.cli.options;

import picocli.CommandLine.Option;

/** How much memory a process has. */
public final class HeapOption {
  @Option(
      names = "--heap",
      paramLabel = "MB",
      description =
          "Memory in MB: of a bounded job, or for features in Flink's task manager (default:"
              + " ${DEFAULT-VALUE}).")
  public int megabytes;

  /**
   * @param byDefault the value if the user does not give the option
   */
  public HeapOption(int byDefault) {
    this.megabytes = byDefault;
  }
}
