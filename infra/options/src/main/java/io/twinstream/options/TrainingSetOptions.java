package io.twinstream.options;

import io.twinstream.features.aggregate.Visibility;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the job that computes training sets. */
public final class TrainingSetOptions {
  @Mixin public final DefinitionsOption definitions = new DefinitionsOption();
  @Mixin public final ServiceRows service = new ServiceRows();
  @Mixin public final SpineOptions spine = new SpineOptions();
  @Mixin public final HistoryOption history = new HistoryOption();
  @Mixin private final RowsOption rows = new RowsOption(Visibility.EXCLUSIVE);
  @Mixin private final SeedOption seed = new SeedOption(1);
  @Mixin private final MaxRecordBytesOption records = new MaxRecordBytesOption();

  @Option(
      names = "--as-occurred",
      description =
          "Treat every event as known when it happened, and count the values that differ.")
  public boolean asOccurred;

  @Option(
      names = "--split",
      paramLabel = "RULE",
      description =
          "Add a column split: time:DATE[,DATE] or random:SHARE,SHARE[,SHARE], such as"
              + " time:2026-03-01 or random:0.7,0.15,0.15.")
  public Optional<String> split = Optional.empty();

  @Option(
      names = "--split-by",
      paramLabel = "COLUMN",
      description =
          "With a random split: rows with equal values in this column are in the same split.")
  public Optional<String> splitBy = Optional.empty();

  @Option(
      names = "--partition-by",
      paramLabel = "date|split|none",
      defaultValue = "none",
      description = "The folders that the files are in (default: ${DEFAULT-VALUE}).")
  public Partitioning partitionBy;

  public Visibility rows() {
    return rows.visibility;
  }

  /** The seed of a random split. */
  public long seed() {
    return seed.seed;
  }

  public int maxRecordBytes() {
    return records.maxRecordBytes;
  }

  /** Which folders the files of a training set are in. */
  public enum Partitioning {
    DATE,
    SPLIT,
    NONE
  }
}
