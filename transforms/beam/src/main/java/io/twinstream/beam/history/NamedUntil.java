package io.twinstream.beam.history;

import io.twinstream.features.aggregate.VisibleEvents;

/**
 * The known time of the last row that names an event, by the hash of entity and event id, for a
 * group of entities. It takes two longs per row, in a table that is at most half full.
 */
final class NamedUntil {
  private static final int SMALLEST = 64;

  /** Pairs of hash and time; a hash of 0 means that the pair is free. */
  private long[] pairs = new long[2 * SMALLEST];

  private int size;

  /** Adds a row of an entity that names an id. */
  void add(String entity, String id, long known) {
    if (id.isEmpty()) {
      return;
    }
    if (4 * size >= pairs.length) {
      grow();
    }
    put(hash(entity, id), known);
  }

  /**
   * Returns the known time of the last row that names the id; {@link VisibleEvents#NEVER} if none
   * does.
   */
  long of(String entity, String id) {
    if (size == 0 || id.isEmpty()) {
      return VisibleEvents.NEVER;
    }
    long hash = hash(entity, id);
    int at = place(hash);
    return pairs[at] == hash ? pairs[at + 1] : VisibleEvents.NEVER;
  }

  private void put(long hash, long known) {
    int at = place(hash);
    if (pairs[at] != hash) {
      pairs[at] = hash;
      pairs[at + 1] = known;
      size++;
    } else {
      pairs[at + 1] = Math.max(pairs[at + 1], known);
    }
  }

  private int place(long hash) {
    int mask = pairs.length / 2 - 1;
    int slot = (int) (hash >>> 32) & mask;
    while (pairs[2 * slot] != 0 && pairs[2 * slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return 2 * slot;
  }

  private void grow() {
    long[] old = pairs;
    pairs = new long[2 * old.length];
    size = 0;
    for (int i = 0; i < old.length; i += 2) {
      if (old[i] != 0) {
        put(old[i], old[i + 1]);
      }
    }
  }

  /**
   * An event whose hash equals that of a named one counts as named for too long, which changes no
   * row.
   */
  private static long hash(String entity, String id) {
    long hash = 31L * entity.hashCode() + id.length();
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    hash *= 0xBF58476D1CE4E5B9L;
    return hash == 0 ? 1 : hash;
  }
}
