package io.twinstream.offline.log;

import io.twinstream.features.definition.Source;
import java.util.Set;

/** Reads history files of a source as its mapping says, and Twinstream's own archive as it is. */
public final class HistoryReader {
  private final Source source;
  private final Set<String> keys;
  private final int maxBytes;

  private HistoryReader(Source source, Set<String> keys, int maxBytes) {
    this.source = source;
    this.keys = Set.copyOf(keys);
    this.maxBytes = maxBytes;
  }

  /**
   * Reads the files of a source.
   *
   * @param keys the key fields of the views that take the source: an event without any of them is a
   *     dead letter
   * @param maxBytes the largest record of a text file
   */
  public static HistoryReader of(Source source, Set<String> keys, int maxBytes) {
    return new HistoryReader(source, keys, maxBytes);
  }

  /**
   * Begins with a split.
   *
   * @throws HistoryException if the file is damaged or not as the mapping says
   */
  public HistoryCursor open(HistorySplit split) {
    return split.isParquet()
        ? ParquetCursor.open(split, source, keys)
        : TextCursor.open(split, source, keys, maxBytes);
  }
}
