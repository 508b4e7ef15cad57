package io.twinstream.pipelines.table;

import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Event;
import io.twinstream.offline.log.DeadLetterTable;
import io.twinstream.offline.log.EventTable;
import io.twinstream.offline.log.FeatureTable;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * A table that rows are written to, as it travels to the workers.
 *
 * @param <T> the rows
 */
public interface Table<T> extends Serializable {

  /** The instant whose date says where a row goes, in milliseconds since 1970. */
  long date(T row);

  /** A writer, for one thread. */
  Writer<T> open();

  /** Writes batches, each whole or not at all; the same batch again does no harm. */
  @FunctionalInterface
  interface Writer<T> {
    void write(List<T> batch) throws IOException;
  }

  /** What definitions a worker looks up when it opens a table. */
  interface Lookup<V> extends Serializable {
    V get();
  }

  /** The archive of a source's events. */
  static Table<Event> ofEvents(Path folder, Lookup<Source> source) {
    String directory = folder.toAbsolutePath().toString();
    return new Table<>() {
      private static final long serialVersionUID = 1;

      @Override
      public long date(Event event) {
        return event.ts();
      }

      @Override
      public Writer<Event> open() {
        return EventTable.writer(Path.of(directory), source.get())::write;
      }
    };
  }

  /** The dead letters of all sources. */
  static Table<DeadLetter> ofDeadLetters(Path folder) {
    String directory = folder.toAbsolutePath().toString();
    return new Table<>() {
      private static final long serialVersionUID = 1;

      @Override
      public long date(DeadLetter letter) {
        return letter.known();
      }

      @Override
      public Writer<DeadLetter> open() {
        return DeadLetterTable.writer(Path.of(directory))::write;
      }
    };
  }

  /** Rows of features at events. */
  static Table<EventFeatures> ofFeatures(Path folder, Lookup<FeatureTable> layout) {
    String directory = folder.toAbsolutePath().toString();
    return new Table<>() {
      private static final long serialVersionUID = 1;

      @Override
      public long date(EventFeatures row) {
        return row.event().ts();
      }

      @Override
      public Writer<EventFeatures> open() {
        return layout.get().writer(Path.of(directory))::write;
      }
    };
  }
}
