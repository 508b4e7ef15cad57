package io.twinstream.cli.options;

import io.twinstream.options.SeedOption;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The sample that a check computes again. */
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
   * @param byDefault the value if the user does not give the option
   */
  public SampleOption(int byDefault) {
    this.size = byDefault;
  }

  /** The seed that chooses the sample. */
  public long seed() {
    return seed.seed;
  }
}
