package io.twinstream.offline.log.history;

import io.twinstream.features.event.Decoded;
import io.twinstream.offline.log.file.HistoryException;

/** Reads the records of a split, one after the other. */
public interface HistoryCursor extends AutoCloseable {
  /**
   * Returns the event or dead letter of the next record; null at the end.
   *
   * @throws HistoryException if the file is damaged
   */
  Decoded next();

  @Override
  void close();
}
