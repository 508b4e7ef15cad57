package io.twinstream.cli.options;

import io.twinstream.options.SeedOption;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a check computes again. */
public final class SampleOption {
  @Option(
      names = "--sample",
      paramLabel = "N",
      description =
          "How many rows, or entities of each view, are computed again (default:"
              + " ${DEFAULT-VALUE}).")
  public int size;

  @Mixin private final SeedOption seed = new SeedOption(1);

  /**
   * @param byDefault unless the user gives the option
   */
  public SampleOption(int byDefault) {
    this.size = byDefault;
  }

  /** Which are chosen. */
  public long seed() {
    return seed.seed;
  }
}
