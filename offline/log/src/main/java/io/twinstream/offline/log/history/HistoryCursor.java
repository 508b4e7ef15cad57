package io.twinstream.offline.log.history;

import io.twinstream.features.event.Decoded;
import io.twinstream.offline.log.file.HistoryException;

/** The records of a split, one after the other. */
public interface HistoryCursor extends AutoCloseable {
  /**
   * The next record's event or dead letter; null at the end.
   *
   * @throws HistoryException if the file is damaged
   */
  Decoded next();

  @Override
  void close();
}
