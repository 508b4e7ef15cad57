package io.twinstream.cli.options;

import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** From which score on a row counts as positive. */
public final class ThresholdOption {
  @Option(
      names = "--threshold",
      paramLabel = "P",
      description =
          "The probability from which on a row counts as positive; the model file records it.")
  private Double threshold;

  public OptionalDouble value() {
    return threshold == null ? OptionalDouble.empty() : OptionalDouble.of(threshold);
  }
}
