package io.twinstream.kafka.registry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ids that the registry does not have. A producer registers a schema before it sends records with
 * its id, so an unknown id is a damaged record. Two cases remain: a server of the registry that
 * lags behind is asked again after a second, and an id is asked for again after a minute.
 */
final class UnknownIds {
  private static final long KEEP_NANOS = 60_000_000_000L;

  /** Within the time for which an id is kept. */
  private static final int MOST_PAUSES = 10;

  private static final long PAUSE_MS = 1_000;
  private static final int MOST = 100_000;

  private final Map<Integer, Long> since = new ConcurrentHashMap<>();
  private final Deque<Long> pauses = new ArrayDeque<>();

  boolean has(int id) {
    Long at = since.get(id);
    return at != null && System.nanoTime() - at < KEEP_NANOS;
  }

  void add(int id) {
    if (since.size() >= MOST) {
      since.clear();
    }
    since.put(id, System.nanoTime());
  }

  /** Waits, unless many ids are unknown: damaged records must not stop the others. */
  boolean mayAskAgain() {
    if (!mayPause()) {
      return false;
    }
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryFailure("interrupted while waiting for the schema registry", e);
    }
    return true;
  }

  private synchronized boolean mayPause() {
    long now = System.nanoTime();
    while (!pauses.isEmpty() && now - pauses.peek() >= KEEP_NANOS) {
      pauses.remove();
    }
    return pauses.size() < MOST_PAUSES && pauses.add(now);
  }
}
