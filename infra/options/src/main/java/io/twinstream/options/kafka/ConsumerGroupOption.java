package io.twinstream.options.kafka;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The consumer group that gets the positions of a live job. */
public final class ConsumerGroupOption {
  @Option(
      names = "--consumer-group",
      paramLabel = "NAME|none",
      description =
          "The consumer group that gets the positions of complete checkpoints, so that Kafka's"
              + " tools show the lag (default: twinstream.PROJECT.VIEW..., with all views of the"
              + " job; none: no group). The job never reads from these positions.")
  private Optional<String> given = Optional.empty();

  /**
   * The name of the group; empty for none.
   *
   * @param otherwise the group if the user names none
   */
  public Optional<String> name(String otherwise) {
    return Optional.of(given.orElse(otherwise)).filter(name -> !name.equals("none"));
  }
}
