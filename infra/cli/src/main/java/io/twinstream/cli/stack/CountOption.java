package io.twinstream.cli.stack;

import java.util.Optional;
import picocli.CommandLine.Option;

/** How many events a command sends. */
final class CountOption {
  @Option(names = "--count", description = "How many events to send, without their duplicates.")
  Optional<Long> given = Optional.empty();

  long orEndless() {
    return given.orElse(Long.MAX_VALUE);
  }
}
