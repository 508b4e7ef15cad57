package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Tiles;

/**
 * The state of one view and entity: all tiles and other partial aggregates. It is immutable,
 * because Flink's heap state backend and a running snapshot share it. Equal sets of events have
 * equal states and equal bytes.
 */
public final class EntityState {
  /** The object, and the headers of the arrays of identities and tables. */
  private static final int HEAP_BYTES = 40 + 16 + 16;

  private final long newest;
  private final long count;
  private final long[] recent;
  private final Tiles[] tables;

  EntityState(long newest, long count, long[] recent, Tiles[] tables) {
    this.newest = newest;
    this.count = count;
    this.recent = recent;
    this.tables = tables;
  }

  /**
   * Returns the time of the newest event in milliseconds since 1970; {@link Long#MIN_VALUE} for no
   * events.
   */
  public long newest() {
    return newest;
  }

  /**
   * Returns the count of the state: the sum of the counts of all tiles of all tables. The pair
   * ({@link #newest}, count) is the version that the online store compares: it never falls when
   * events are added, and it rises if the bytes change.
   */
  public long count() {
    return count;
  }

  /** Reports whether this is the state of no events. */
  public boolean isEmpty() {
    return newest == Long.MIN_VALUE;
  }

  /**
   * Returns the size of the state on the heap of a JVM with compressed references. It includes what
   * the state may share with others: tables without tiles, texts.
   */
  public long heapBytes() {
    long bytes = HEAP_BYTES + 8L * recent.length + 4L * tables.length;
    for (Tiles each : tables) {
      bytes += each.heapBytes();
    }
    return bytes;
  }

  long[] recent() {
    return recent;
  }

  Tiles[] tables() {
    return tables;
  }
}
