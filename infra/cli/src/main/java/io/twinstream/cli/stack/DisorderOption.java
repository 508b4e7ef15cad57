package io.twinstream.cli.stack;

import io.twinstream.options.DurationConverter;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How far event times are out of order. */
public final class DisorderOption {
  @Option(
      names = "--disorder",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How far event times are out of order, at most (default: 0s; for parity: 5m).")
  public Duration most;

  DisorderOption(Duration byDefault) {
    this.most = byDefault;
  }
}
