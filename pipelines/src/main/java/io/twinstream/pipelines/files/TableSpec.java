package io.twinstream.pipelines.files;

import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Skipped;
import io.twinstream.offline.log.archive.DeadLetterTable;
import io.twinstream.offline.log.table.EventTable;
import io.twinstream.offline.log.table.FeatureTable;
import io.twinstream.offline.log.table.Folders;
import io.twinstream.offline.log.table.SkippedTable;
import io.twinstream.offline.log.trainingset.TrainingTable;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * A table to which the workers write rows; serializable.
 *
 * @param <T> the type of the rows
 */
public interface TableSpec<T> extends Serializable {

  /** The folder of each row. */
  Folders<T> folders();

  /** The folder of the table. */
  Path directory();

  /** Opens a writer for one thread. */
  Writer<T> open();

  /** Writes batches atomically; writing the same batch again has no effect. */
  @FunctionalInterface
  interface Writer<T> {
    void write(List<T> batch) throws IOException;
  }

  /** Looks up definitions when a worker opens a table. */
  interface Lookup<V> extends Serializable {
    V get();
  }

  /** The archive of a source's events. */
  static TableSpec<Event> ofEvents(Path folder, Lookup<Source> source) {
    String directory = folder.toAbsolutePath().toString();
    return new TableSpec<>() {
      private static final long serialVersionUID = 1;

      @Override
      public Path directory() {
        return Path.of(directory);
      }

      @Override
      public Folders<Event> folders() {
        return EventTable.FOLDERS;
      }

      @Override
      public Writer<Event> open() {
        return EventTable.writer(Path.of(directory), source.get())::write;
      }
    };
  }

  /** The dead letters of all sources. */
  static TableSpec<DeadLetter> ofDeadLetters(Path folder) {
    String directory = folder.toAbsolutePath().toString();
    return new TableSpec<>() {
      private static final long serialVersionUID = 1;

      @Override
      public Path directory() {
        return Path.of(directory);
      }

      @Override
      public Folders<DeadLetter> folders() {
        return DeadLetterTable.FOLDERS;
      }

      @Override
      public Writer<DeadLetter> open() {
        return DeadLetterTable.writer(Path.of(directory))::write;
      }
    };
  }

  /** The table of a source's offsets without a record. */
  static TableSpec<Skipped> ofSkipped(Path folder) {
    String directory = folder.toAbsolutePath().toString();
    return new TableSpec<>() {
      private static final long serialVersionUID = 1;

      @Override
      public Path directory() {
        return Path.of(directory);
      }

      @Override
      public Folders<Skipped> folders() {
        return SkippedTable.FOLDERS;
      }

      @Override
      public Writer<Skipped> open() {
        return SkippedTable.writer(Path.of(directory))::write;
      }
    };
  }

  /** The table of feature rows at events. */
  static TableSpec<EventFeatures> ofFeatures(Path folder, Lookup<FeatureTable> layout) {
    String directory = folder.toAbsolutePath().toString();
    return new TableSpec<>() {
      private static final long serialVersionUID = 1;

      @Override
      public Path directory() {
        return Path.of(directory);
      }

      @Override
      public Folders<EventFeatures> folders() {
        return FeatureTable.FOLDERS;
      }

      @Override
      public Writer<EventFeatures> open() {
        return layout.get().writer(Path.of(directory))::write;
      }
    };
  }

  /** A training set. */
  static TableSpec<EventFeatures> ofTraining(Path folder, TrainingTable layout) {
    String directory = folder.toAbsolutePath().toString();
    return new TableSpec<>() {
      private static final long serialVersionUID = 1;

      @Override
      public Path directory() {
        return Path.of(directory);
      }

      @Override
      public Folders<EventFeatures> folders() {
        return layout.folders();
      }

      @Override
      public Writer<EventFeatures> open() {
        return layout.writer(Path.of(directory))::write;
      }
    };
  }
}
