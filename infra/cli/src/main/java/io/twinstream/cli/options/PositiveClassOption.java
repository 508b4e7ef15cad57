package io.twinstream.cli.options;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The class that a score is about. */
public final class PositiveClassOption {
  @Option(
      names = "--positive-class",
      paramLabel = "CLASS",
      description =
          "The class whose probability is the score. check requires it (default: any); stamp"
              + " writes it, and needs it unless the classes are 0 and 1, or -1 and 1: then it is"
              + " 1.")
  public Optional<String> name = Optional.empty();
}
