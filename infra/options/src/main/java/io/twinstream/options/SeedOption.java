package io.twinstream.options;

import picocli.CommandLine.Option;

/** The seed of what is chosen or generated at random. */
public final class SeedOption {
  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed: equal seeds give equal results (default: ${DEFAULT-VALUE}).")
  public long seed;

  /**
   * @param byDefault the value if the user does not give the option
   */
  public SeedOption(long byDefault) {
    this.seed = byDefault;
  }
}
