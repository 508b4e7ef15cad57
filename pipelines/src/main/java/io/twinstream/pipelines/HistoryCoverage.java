package io.twinstream.pipelines;

import io.twinstream.beam.DecodeEvents;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.offline.log.HistoryCursor;
import io.twinstream.offline.log.HistoryFiles;
import io.twinstream.offline.log.HistoryReader;
import io.twinstream.offline.log.HistorySplit;
import io.twinstream.stores.Generation;
import java.time.Instant;
import java.util.List;

/** Whether a history goes back as far as the events of a generation do. */
final class HistoryCoverage {
  private static final String INSTEAD =
      "; states of part of the events would stand beside states of all: give the history from its"
          + " beginning, or --new-generation";

  private HistoryCoverage() {}

  /**
   * Refuses to rebuild a generation from a history that begins later than the generation does.
   *
   * @param eventsFrom the known time from which on the generation has events
   * @param history files, a folder or a glob
   * @throws IllegalArgumentException with what to do
   */
  static void require(
      Project project,
      String source,
      String history,
      int maxRecordBytes,
      Generation generation,
      long eventsFrom) {
    if (eventsFrom == Long.MIN_VALUE) {
      throw new IllegalArgumentException(
          "nobody can tell where the events of "
              + generation
              + " begin, since its topic was empty and has its producers' times"
              + INSTEAD);
    }
    HistoryReader reader =
        HistoryReader.of(
            project.source(source), DecodeEvents.keys(project, source), maxRecordBytes);
    long earliest = Long.MAX_VALUE;
    for (HistorySplit split : HistoryFiles.splits(project.source(source), List.of(history))) {
      try (HistoryCursor cursor = reader.open(split)) {
        for (Decoded each = cursor.next(); each != null; each = cursor.next()) {
          if (each instanceof Event event) {
            earliest = Math.min(earliest, event.known());
            if (earliest <= eventsFrom) {
              return;
            }
          }
        }
      }
    }
    require(source, earliest, generation, eventsFrom);
  }

  /**
   * The same of a history that was read already.
   *
   * @param earliest when its first event was known; {@link Long#MAX_VALUE} if it has none
   */
  static void require(String source, long earliest, Generation generation, long eventsFrom) {
    if (eventsFrom != Long.MIN_VALUE && earliest <= eventsFrom) {
      return;
    }
    throw new IllegalArgumentException(
        "the history of '%s' begins %s, and the events of %s begin %s%s"
            .formatted(
                source,
                earliest == Long.MAX_VALUE ? "never" : "at " + Instant.ofEpochMilli(earliest),
                generation,
                "at " + Instant.ofEpochMilli(eventsFrom),
                INSTEAD));
  }
}
