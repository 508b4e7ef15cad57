package io.twinstream.cli.place;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The Flink cluster of live jobs. */
public final class FlinkOption {
  @Option(
      names = "--flink",
      paramLabel = "HOST:PORT",
      description =
          "The REST address of a Flink session cluster, version 1.19 (default: the"
              + " profile's, else the local stack's).")
  public Optional<String> address = Optional.empty();
}
