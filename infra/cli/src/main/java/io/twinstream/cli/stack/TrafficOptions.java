package io.twinstream.cli.stack;

import io.twinstream.local.traffic.Traffic;
import io.twinstream.options.SeedOption;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The properties of generated payments; their defaults differ between commands. */
public final class TrafficOptions {
  @Mixin private final SeedOption seed = new SeedOption(1);

  @Option(
      names = "--cards",
      defaultValue = "10000",
      description = "How many cards there are (default: ${DEFAULT-VALUE}).")
  private int cards;

  @Option(
      names = "--zipf",
      paramLabel = "EXPONENT",
      defaultValue = "1.1",
      description =
          "The exponent of the Zipf distribution of cards; 0 for a uniform distribution"
              + " (default: ${DEFAULT-VALUE}).")
  private double zipf;

  @Mixin private final FaultOptions faults;

  @Option(
      names = "--amount-factor",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description =
          "Multiply all amounts, to try what a drifted field does (default: ${DEFAULT-VALUE}).")
  private double amountFactor = 1;

  /**
   * @param share the default share of duplicates and of corrupt events
   */
  public TrafficOptions(double share) {
    this.faults = new FaultOptions(share);
  }

  public long seed() {
    return seed.seed;
  }

  public Traffic traffic(Duration disorder, Duration span) {
    return new Traffic(
        seed.seed, cards, zipf, faults.duplicates, faults.bad, disorder, amountFactor, span);
  }
}
