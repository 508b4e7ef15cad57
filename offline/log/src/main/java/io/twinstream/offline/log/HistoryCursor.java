package io.twinstream.offline.log;

import io.twinstream.features.event.Decoded;

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
