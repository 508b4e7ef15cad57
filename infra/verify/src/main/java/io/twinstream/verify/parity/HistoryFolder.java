package io.twinstream.verify.parity;

import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.offline.log.table.EventTable;
import io.twinstream.offline.log.table.TableWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes events as the history of a backfill. */
public final class HistoryFolder implements AutoCloseable {
  private static final int BATCH = 100_000;

  private final TableWriter<Event> writer;
  private final List<Event> batch = new ArrayList<>();

  public HistoryFolder(Path folder, Source source) {
    this.writer = EventTable.writer(folder, source);
  }

  /** Adds an event. */
  public void add(Event event) {
    batch.add(event);
    if (batch.size() >= BATCH) {
      close();
    }
  }

  /** Writes the remaining events. */
  @Override
  public void close() {
    if (batch.isEmpty()) {
      return;
    }
    try {
      writer.write(batch);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write history", e);
    }
    batch.clear();
  }
}
