package io.twinstream.offline.log.history;

import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the history files of a source through its mapping, and Twinstream's own archive without it.
 */
public final class HistoryReader {
  private final Source source;
  private final Set<String> keys;
  private final int maxBytes;
  private final KeptColumns kept;

  private HistoryReader(Source source, Set<String> keys, int maxBytes, KeptColumns kept) {
    this.source = source;
    this.keys = Set.copyOf(keys);
    this.maxBytes = maxBytes;
    this.kept = kept;
  }

  /**
   * Creates a reader for the files of a source.
   *
   * @param keys the key fields of the views over the source: an event without a value in any of
   *     them is a dead letter
   * @param maxBytes the maximal size of a record of a text file
   */
  public static HistoryReader of(Source source, Set<String> keys, int maxBytes) {
    return new HistoryReader(source, keys, maxBytes, KeptColumns.NONE);
  }

  /** Returns a reader whose rows also keep columns unchanged. */
  public HistoryReader keeping(KeptColumns columns) {
    return new HistoryReader(source, keys, maxBytes, columns);
  }

  /**
   * Opens a split.
   *
   * @throws HistoryException if the file is damaged, or does not fit the mapping
   */
  public HistoryCursor open(HistoryInputSplit split) {
    return new DatingCursor(
        split.isParquet()
            ? ParquetCursor.open(split, source, keys, kept)
            : TextCursor.open(split, source, keys, maxBytes, kept));
  }

  /**
   * Reads all events of a path, and skips records that are not events.
   *
   * @param path a file, folder or glob
   * @throws HistoryException if no file exists, or one is damaged or does not fit the mapping
   */
  public void forEachEvent(String path, Consumer<Event> events) {
    read(path, events);
  }

  /**
   * Reads all events of a path and counts the others.
   *
   * @return the number of events, and the reasons of the dead letters
   */
  public ReadCounts read(String path, Consumer<Event> events) {
    ReadCounts counts = new ReadCounts();
    for (HistoryInputSplit split : HistoryFiles.splits(source, List.of(path))) {
      try (HistoryCursor cursor = open(split)) {
        for (Decoded next = cursor.next(); next != null; next = cursor.next()) {
          if (next instanceof Event event) {
            counts.event();
            events.accept(event);
          } else if (next instanceof DeadLetter letter) {
            counts.deadLetter(letter);
          }
        }
      }
    }
    return counts;
  }
}
