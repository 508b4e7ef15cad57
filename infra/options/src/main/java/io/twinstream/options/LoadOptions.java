package io.twinstream.options;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a load of tables. */
public final class LoadOptions {
  @Mixin public final DefinitionsOption definitions = new DefinitionsOption();
  @Mixin public final HistoryOption history = new HistoryOption();
  @Mixin public final ViewsOption views = new ViewsOption();
  @Mixin private final MaxRecordBytesOption records = new MaxRecordBytesOption();
  @Mixin private final DeadLettersFolder letters = new DeadLettersFolder();
  @Mixin public final RedisOption store = new RedisOption();
  @Mixin public final KafkaOption kafka = new KafkaOption();
  @Mixin private final RefuseEvictionOption eviction = new RefuseEvictionOption();

  @Option(
      names = "--log",
      paramLabel = "DIR",
      description =
          "The folder of logs: DIR/TABLE keeps the rows of each load with its number and time, as the"
              + " history of the table for training sets.")
  public Optional<Path> log = Optional.empty();

  @Option(
      names = "--all-rows",
      description =
          "The files have all rows of tables with loads: changes, such as their logs. A view that"
              + " lacks rows of earlier loads needs them: a new one, or one whose states are lost.")
  public boolean allRows;

  /** The folder for rows that cannot be read; empty to refuse a load with such rows. */
  public Optional<Path> deadLetters() {
    return letters.folder;
  }

  public int maxRecordBytes() {
    return records.maxRecordBytes;
  }

  public boolean refusesEviction() {
    return eviction.refuse;
  }
}
