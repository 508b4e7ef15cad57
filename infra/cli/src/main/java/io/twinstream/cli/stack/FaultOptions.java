package io.twinstream.cli.stack;

import picocli.CommandLine.Option;

/** The shares of duplicates and corrupt events; their defaults differ between commands. */
final class FaultOptions {
  @Option(
      names = "--duplicates",
      paramLabel = "SHARE",
      description = "The share of events that are sent twice, 0 to 1 (default: ${DEFAULT-VALUE}).")
  double duplicates;

  @Option(
      names = "--bad",
      paramLabel = "SHARE",
      description =
          "The share of corrupt events, 0 to 1: truncated, not UTF-8, wrong types, NaN, no"
              + " keys, late, future (default: ${DEFAULT-VALUE}).")
  double bad;

  /**
   * @param share the default of both
   */
  FaultOptions(double share) {
    this.duplicates = share;
    this.bad = share;
  }
}
