package io.twinstream.cli.options;

import picocli.CommandLine.Option;

/** How fast events are sent. */
public final class RateOption {
  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Events per second; 0 for as fast as possible (default: ${DEFAULT-VALUE}).")
  public double perSecond;

  /**
   * @param byDefault the value if the user does not give the option
   */
  public RateOption(double byDefault) {
    this.perSecond = byDefault;
  }
}
