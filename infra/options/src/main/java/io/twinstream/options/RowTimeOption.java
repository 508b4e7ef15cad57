package io.twinstream.options;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The column of times of a file of rows. */
public class RowTimeOption {
  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description =
          "The column of the rows' times (default: the source's event time; for train: _ts,"
              + " else _as_of; for leak-check: as in the training set's footer; for drift: at in an"
              + " answer log, else _ts, else _as_of).")
  public Optional<String> time = Optional.empty();
}
