package io.twinstream.options.kafka;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The topic of the dead letters of sources that declare none. */
public final class DeadLetterTopicOption {
  /** The topic that commands publish and read dead letters on, unless the user names another. */
  public static final String DEFAULT = "twinstream.dead-letters";

  @Option(
      names = "--dead-letter-topic",
      paramLabel = "TOPIC",
      description =
          "The topic of the dead letters of sources that declare no dead_letters (default: "
              + DEFAULT
              + ", which stream run creates on the local stack if it does not exist).")
  public Optional<String> name = Optional.empty();
}
