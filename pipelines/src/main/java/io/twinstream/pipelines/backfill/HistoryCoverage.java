package io.twinstream.pipelines.backfill;

import io.twinstream.beam.DecodeEvents;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.history.HistoryCursor;
import io.twinstream.offline.log.history.HistoryReader;
import io.twinstream.pipelines.online.Generations;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import java.time.Instant;
import java.util.List;

/**
 * Checks that a history has the events of a generation: all from its beginning on, and none before
 * it.
 */
final class HistoryCoverage {
  private static final String INSTEAD =
      "; states of some of the events would be mixed with states of all: give the "
          + "history from its beginning, or --new-generation";

  private HistoryCoverage() {}

  /**
   * Refuses to rebuild a generation from a history that begins later than the generation or, if a
   * live job writes it, earlier.
   *
   * @param history files, a folder or a glob
   * @throws IllegalArgumentException with what to do
   */
  static void require(
      Project project,
      String source,
      String history,
      int maxRecordBytes,
      Generation generation,
      OnlineStore store) {
    long eventsFrom = Generations.eventsFrom(store, generation);
    // How much earlier does not matter.
    long enough = Generations.isLive(store, generation) ? eventsFrom - 1 : eventsFrom;
    HistoryReader reader =
        HistoryReader.of(
            project.source(source), DecodeEvents.keys(project, source), maxRecordBytes);
    long earliest = Long.MAX_VALUE;
    for (HistoryInputSplit split : HistoryFiles.splits(project.source(source), List.of(history))) {
      try (HistoryCursor cursor = reader.open(split)) {
        Decoded each = cursor.next();
        while (each != null && earliest > enough) {
          if (each instanceof Event event) {
            earliest = Math.min(earliest, event.known());
          }
          each = cursor.next();
        }
      }
    }
    require(source, earliest, generation, store);
  }

  /**
   * The same for a history that is already read.
   *
   * @param earliest the known time of its first event; {@link Long#MAX_VALUE} if it has none
   */
  static void require(String source, long earliest, Generation generation, OnlineStore store) {
    long eventsFrom = Generations.eventsFrom(store, generation);
    if (eventsFrom == Long.MIN_VALUE) {
      throw new IllegalArgumentException(
          "it is unknown where the events of "
              + generation
              + " begin, because its topic was empty and has its producers' timestamps"
              + INSTEAD);
    }
    if (earliest > eventsFrom) {
      throw new IllegalArgumentException(
          "the history of '%s' begins %s, and the events of %s begin at %s%s"
              .formatted(
                  source,
                  earliest == Long.MAX_VALUE ? "never" : "at " + Instant.ofEpochMilli(earliest),
                  generation,
                  Instant.ofEpochMilli(eventsFrom),
                  INSTEAD));
    }
    if (earliest < eventsFrom && Generations.isLive(store, generation)) {
      throw new IllegalArgumentException(
          ("the history of '%s' begins at %s, and the live job that writes %s has "
                  + "events from %s on: its next event of an entity would replace the state of "
                  + "all events by the state of its own; start a live job with the earlier "
                  + "events (stream run --bootstrap), or give --new-generation, which readers "
                  + "then follow instead of the job's")
              .formatted(
                  source,
                  Instant.ofEpochMilli(earliest),
                  generation,
                  Instant.ofEpochMilli(eventsFrom)));
    }
  }
}
