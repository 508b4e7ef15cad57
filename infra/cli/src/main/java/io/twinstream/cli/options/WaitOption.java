package io.twinstream.cli.options;

import io.twinstream.options.DurationConverter;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a command waits for a process. */
public final class WaitOption {
  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "3m",
      converter = DurationConverter.class,
      description =
          "How long to wait until a part of the stack answers, or the job runs (default:"
              + " ${DEFAULT-VALUE}).")
  public Duration limit;
}
