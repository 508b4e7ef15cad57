package io.twinstream.options;

import java.util.Optional;
import picocli.CommandLine.Option;

/** A feature service whose features are computed for rows. */
public final class ServiceRows extends ServiceOption {
  @Option(
      names = "--at",
      paramLabel = "SOURCE",
      description =
          "The source whose events the rows are or name. Needed only if the service has"
              + " views of several sources (default for leak-check: as in the training set's"
              + " footer).")
  public Optional<String> at = Optional.empty();
}
