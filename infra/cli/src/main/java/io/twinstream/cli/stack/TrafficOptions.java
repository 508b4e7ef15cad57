package io.twinstream.cli.stack;

import io.twinstream.local.traffic.Traffic;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What made-up payments are like; what is usual differs between commands. */
public final class TrafficOptions {
  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Equal seeds make equal payments (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--cards",
      defaultValue = "10000",
      description = "How many different cards (default: ${DEFAULT-VALUE}).")
  private int cards;

  @Option(
      names = "--zipf",
      paramLabel = "EXPONENT",
      defaultValue = "1.1",
      description = "Zipf's law for cards; 0 makes all equally busy (default: ${DEFAULT-VALUE}).")
  private double zipf;

  @Option(
      names = "--duplicates",
      paramLabel = "SHARE",
      description = "The share of events sent twice, 0 to 1 (default: ${DEFAULT-VALUE}).")
  private double duplicates;

  @Option(
      names = "--bad",
      paramLabel = "SHARE",
      description =
          "The share of events spoiled in every way a record can be: truncated, not UTF-8, wrong"
              + " types, NaN, no keys, late, future (default: ${DEFAULT-VALUE}).")
  private double bad;

  /**
   * The options.
   *
   * @param share of duplicates and of spoiled events, unless given
   */
  public TrafficOptions(double share) {
    this.duplicates = share;
    this.bad = share;
  }

  public long seed() {
    return seed;
  }

  public Traffic traffic(Duration disorder, Duration span) {
    return new Traffic(seed, cards, zipf, duplicates, bad, disorder, span);
  }
}
