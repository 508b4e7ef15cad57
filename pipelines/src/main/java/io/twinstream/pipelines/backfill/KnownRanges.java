package io.twinstream.pipelines.backfill;

import io.twinstream.beam.DecodeEvents;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.offline.log.archive.DeadLetterTable;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.history.HistoryCursor;
import io.twinstream.offline.log.history.HistoryReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The known times of the events in each input split of a source's history, so that a chunk reads
 * only the splits with its events.
 *
 * @param splits those with events
 * @param events the number of events known before the requested instant
 * @param total the number of all events
 */
record KnownRanges(List<SplitRange> splits, long events, long total) {

  /** An input split, and the known times of its first and last event. */
  record SplitRange(HistoryInputSplit split, long first, long last, long events, long total) {}

  KnownRanges {
    splits = List.copyOf(splits);
  }

  /**
   * Reads the whole history once.
   *
   * @param before events known before this are counted
   * @param deadLetters the table of records that are no events
   */
  static KnownRanges read(
      Project project,
      String source,
      String path,
      int maxRecordBytes,
      long before,
      Optional<Path> deadLetters) {
    Source of = project.source(source);
    HistoryReader reader = HistoryReader.of(of, DecodeEvents.keys(project, source), maxRecordBytes);
    List<SplitRange> all =
        HistoryFiles.splits(of, List.of(path)).parallelStream()
            .map(split -> read(reader, split, before, deadLetters))
            .toList();
    return new KnownRanges(
        all.stream().filter(range -> range.first <= range.last).toList(),
        all.stream().mapToLong(SplitRange::events).sum(),
        all.stream().mapToLong(SplitRange::total).sum());
  }

  private static SplitRange read(
      HistoryReader reader, HistoryInputSplit split, long before, Optional<Path> deadLetters) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    long events = 0;
    long total = 0;
    List<DeadLetter> letters = new ArrayList<>();
    try (HistoryCursor cursor = reader.open(split)) {
      for (Decoded next = cursor.next(); next != null; next = cursor.next()) {
        if (next instanceof Event event) {
          total++;
          first = Math.min(first, event.known());
          last = Math.max(last, event.known());
          events += event.known() < before ? 1 : 0;
        } else if (deadLetters.isPresent()) {
          letters.add((DeadLetter) next);
        }
      }
      if (!letters.isEmpty()) {
        DeadLetterTable.writer(deadLetters.get()).write(letters);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write dead letters", e);
    }
    return new SplitRange(split, first, last, events, total);
  }

  /** The known time of the first event; {@link Long#MAX_VALUE} if there is none. */
  long first() {
    return splits.stream().mapToLong(SplitRange::first).min().orElse(Long.MAX_VALUE);
  }

  /** The known time of the last event; {@link Long#MIN_VALUE} if there is none. */
  long last() {
    return splits.stream().mapToLong(SplitRange::last).max().orElse(Long.MIN_VALUE);
  }

  /** The input splits that have events in a range of known time. */
  List<HistoryInputSplit> between(long from, long to) {
    return splits.stream()
        .filter(range -> range.last >= from && range.first < to)
        .map(SplitRange::split)
        .toList();
  }
}
