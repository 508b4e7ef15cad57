package io.twinstream.cli.options;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The topic that records are sent to, instead of that of their source. */
public final class TargetOption {
  @Option(
      names = "--target",
      paramLabel = "TOPIC",
      description = "Send to this topic (default: that of the source, or of the original).")
  public Optional<String> topic = Optional.empty();
}
