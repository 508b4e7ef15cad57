package io.twinstream.options;

import io.twinstream.features.aggregate.Visibility;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the historical job. */
public final class BackfillOptions {
  @Mixin public final DefinitionsOption definitions = new DefinitionsOption();
  @Mixin public final HistoryOption history = new HistoryOption();
  @Mixin public final ViewsOption views = new ViewsOption();
  @Mixin private final RowsOption rows = new RowsOption(Visibility.EXCLUSIVE);
  @Mixin private final MaxRecordBytesOption records = new MaxRecordBytesOption();
  @Mixin private final RowsFolder folder = new RowsFolder();
  @Mixin private final DeadLettersFolder letters = new DeadLettersFolder();
  @Mixin public final KnownRange range = new KnownRange();
  @Mixin public final RedisOption store = new RedisOption();
  @Mixin public final KafkaOption kafka = new KafkaOption();
  @Mixin private final RefuseEvictionOption eviction = new RefuseEvictionOption();

  @ArgGroup(exclusive = false, heading = "%nRows of a service instead of rows of each view:%n")
  private ServiceRows service;

  @Option(
      names = "--pass-through",
      split = ",",
      paramLabel = "FIELD",
      description = "With --output: fields of the event that are written beside its features.")
  public List<String> passThrough = new ArrayList<>();

  @Option(
      names = "--states",
      paramLabel = "DIR",
      description = "The folder for the final states, with a folder per view.")
  public Optional<Path> states = Optional.empty();

  @Option(names = "--online", description = "Write the final states to the online store.")
  public boolean online;

  @Option(
      names = "--new-generation",
      description =
          "With --online: write to a new generation, which readers follow when it is complete.")
  public boolean newGeneration;

  @Option(
      names = "--chunk",
      paramLabel = "DURATION",
      converter = DurationConverter.Positive.class,
      description =
          "Compute in chunks of this much known time (default: 7d if --from, --to, --since"
              + " or --progress is given). If the job is killed, the same command continues after"
              + " the last complete chunk. Rows and states equal those of a run without chunks.")
  public Optional<Duration> chunk = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "last",
      description = "Compute only what is new since the last chunk of an earlier run.")
  public Optional<String> since = Optional.empty();

  @Option(
      names = "--progress",
      paramLabel = "DIR",
      description = "The folder that records which chunks are complete, if there is no --output.")
  public Optional<Path> progress = Optional.empty();

  public Visibility rows() {
    return rows.visibility;
  }

  /** The folder or the table of the rows; empty for none. */
  public Optional<String> output() {
    return folder.output;
  }

  /** The folder of the rows, which is no table; empty for none. */
  public Optional<Path> outputFolder() {
    return folder.folder();
  }

  /** The folder for dead letters; empty for none. */
  public Optional<Path> deadLetters() {
    return letters.folder;
  }

  public int maxRecordBytes() {
    return records.maxRecordBytes;
  }

  public boolean refusesEviction() {
    return eviction.refuse;
  }

  /** The service whose rows are written; empty for rows of views. */
  public Optional<String> service() {
    return Optional.ofNullable(service).map(rows -> rows.service);
  }

  /** The source at whose events the rows of the service are, if it is given. */
  public Optional<String> at() {
    return Optional.ofNullable(service).flatMap(rows -> rows.at);
  }

  /** Whether the job computes in chunks. */
  public boolean inChunks() {
    return range.from.isPresent()
        || range.to.isPresent()
        || chunk.isPresent()
        || since.isPresent()
        || progress.isPresent();
  }
}
