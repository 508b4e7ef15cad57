package io.twinstream.cli.options;

import picocli.CommandLine.Option;

/** The labels of rows. */
public final class LabelOption {
  @Option(
      names = "--label",
      required = true,
      paramLabel = "COLUMN",
      description =
          "The column with the labels 0 and 1 (score-parity: the field of the events). train"
              + " omits rows without a label; leak-check and score-parity add the metrics of both"
              + " sides.")
  public String column;
}
