package io.twinstream.offline.log.asof;

import io.twinstream.features.event.Event;
import java.util.List;
import java.util.Set;

/** The events of a source, read by entity. */
public interface EventsByEntity {
  /** Receives the events of one entity. */
  @FunctionalInterface
  interface Reader {
    /**
     * @param events distinct, by known time, then position
     */
    void read(String entity, List<Event> events);
  }

  /**
   * Reads events.
   *
   * @param key the key field of the entities
   * @param entities the ids of the entities; those without events are not passed to the reader
   * @param until the last known time that matters, in milliseconds since 1970
   * @throws io.twinstream.offline.log.file.HistoryException if a file is damaged
   */
  void read(String key, Set<String> entities, long until, Reader to);
}
