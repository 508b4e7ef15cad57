package io.twinstream.pipelines.files;

import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Skipped;
import io.twinstream.features.files.FilePaths;
import io.twinstream.offline.log.archive.DeadLetterTable;
import io.twinstream.offline.log.table.EventTable;
import io.twinstream.offline.log.table.FeatureTable;
import io.twinstream.offline.log.table.Folders;
import io.twinstream.offline.log.table.SkippedTable;
import io.twinstream.offline.log.table.TableWriter;
import io.twinstream.offline.log.trainingset.TrainingTable;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A table to which the workers write rows; serializable.
 *
 * @param <T> the type of the rows
 */
public final class TableSpec<T> implements Serializable {
  private static final long serialVersionUID = 1;

  private final String directory;
  private final Folders<T> folders;
  private final Opener<T> opener;

  /** By the names of the columns; empty for files whose columns have no numbers. */
  private final HashMap<String, Integer> columnIds;

  private TableSpec(Path directory, Folders<T> folders, Opener<T> opener) {
    this(directory.toAbsolutePath().toString(), folders, opener, Map.of());
  }

  private TableSpec(
      String directory, Folders<T> folders, Opener<T> opener, Map<String, Integer> columnIds) {
    this.directory = directory;
    this.folders = folders;
    this.opener = opener;
    this.columnIds = new HashMap<>(columnIds);
  }

  /**
   * Returns a table whose files number their columns.
   *
   * @param ids by the names of the columns; empty for none
   */
  public TableSpec<T> withColumnIds(Map<String, Integer> ids) {
    return new TableSpec<>(directory, folders, opener, ids);
  }

  /** Writes batches atomically; writing the same batch again has no effect. */
  @FunctionalInterface
  public interface Writer<T> {
    void write(List<T> batch) throws IOException;
  }

  /** Looks up definitions when a worker opens a table. */
  public interface Lookup<V> extends Serializable {
    V get();
  }

  private interface Opener<T> extends Serializable {
    TableWriter<T> open(Path directory);
  }

  /** The archive of a source's events. */
  public static TableSpec<Event> ofEvents(Path folder, Lookup<Source> source) {
    return new TableSpec<>(folder, EventTable.FOLDERS, at -> EventTable.writer(at, source.get()));
  }

  /** The dead letters of all sources. */
  public static TableSpec<DeadLetter> ofDeadLetters(Path folder) {
    return new TableSpec<>(folder, DeadLetterTable.FOLDERS, at -> DeadLetterTable.writer(at));
  }

  /** The table of a source's offsets without a record. */
  public static TableSpec<Skipped> ofSkipped(Path folder) {
    return new TableSpec<>(folder, SkippedTable.FOLDERS, at -> SkippedTable.writer(at));
  }

  /** The table of feature rows at events. */
  public static TableSpec<EventFeatures> ofFeatures(Path folder, Lookup<FeatureTable> layout) {
    return new TableSpec<>(folder, FeatureTable.FOLDERS, at -> layout.get().writer(at));
  }

  /** A training set. */
  public static TableSpec<EventFeatures> ofTraining(Path folder, TrainingTable layout) {
    return new TableSpec<>(folder, layout.folders(), at -> layout.writer(at));
  }

  /** The folder of each row. */
  public Folders<T> folders() {
    return folders;
  }

  /** The folder of the table. */
  public Path directory() {
    return FilePaths.of(directory);
  }

  /** Opens a writer for one thread. */
  public Writer<T> open() {
    TableWriter<T> writer = opener.open(directory());
    return (columnIds.isEmpty() ? writer : writer.withIds(columnIds))::write;
  }
}
