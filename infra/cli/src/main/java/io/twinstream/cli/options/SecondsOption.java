package io.twinstream.cli.options;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How long a command sends. */
public final class SecondsOption {
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How many seconds to send (default: until Ctrl-C).")
  private Optional<Long> seconds = Optional.empty();

  public Duration duration() {
    return seconds.map(Duration::ofSeconds).orElse(FOR_EVER);
  }
}
