package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.upsert.EntityRows;

/**
 * The state of one view and entity: all tiles and other partial aggregates, the row of a table, or
 * the rows of an entity of a source of changes. It is immutable, because Flink's heap state backend
 * and a running snapshot share it. Equal sets of events have equal states and equal bytes.
 */
public final class EntityState {
  /** The object, and the headers of the arrays of identities and tables. */
  private static final int HEAP_BYTES = 40 + 16 + 16;

  private static final Tiles[] NO_TILES = {};

  /** The state of a key without rows. */
  static final EntityState EMPTY_TABLE =
      new EntityState(Long.MIN_VALUE, 0, RecentEvents.NONE, NO_TILES);

  private final long newest;
  private final long count;
  private final long[] recent;
  private final Tiles[] tables;
  private final TableRow row;
  private final EntityRows rows;

  EntityState(long newest, long count, long[] recent, Tiles[] tables) {
    this(newest, count, recent, tables, null, null);
  }

  /** Creates the state of a key of a table. */
  EntityState(TableRow row) {
    this(row.ts(), row.tie(), RecentEvents.NONE, NO_TILES, row, null);
  }

  /** Creates the state of an entity of a source of changes. */
  EntityState(EntityRows rows, long count) {
    this(rows.newest(), count, RecentEvents.NONE, NO_TILES, null, rows);
  }

  private EntityState(
      long newest, long count, long[] recent, Tiles[] tables, TableRow row, EntityRows rows) {
    this.newest = newest;
    this.count = count;
    this.recent = recent;
    this.tables = tables;
    this.row = row;
    this.rows = rows;
  }

  /**
   * Returns the time of the newest event in milliseconds since 1970; {@link Long#MIN_VALUE} for no
   * events.
   */
  public long newest() {
    return newest;
  }

  /**
   * Returns the time of the newest event; {@link Long#MIN_VALUE} if the entity has no values,
   * because there is no event or the row of a table was deleted.
   */
  public long newestPresent() {
    return row != null && row.deleted() ? Long.MIN_VALUE : newest;
  }

  /**
   * Returns the first part of the version that the online store compares: {@link #newest}, or for a
   * table the order of the row.
   */
  public long order() {
    return row == null ? newest : row.order();
  }

  /**
   * Returns the count of the state: the sum of the counts of all tiles of all tables. The pair
   * ({@link #order}, count) is the version that the online store compares: it never falls when
   * events are added, and it rises if the bytes change. For a table, which has no counts, it is
   * what decides between rows of the same order.
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
    if (rows != null) {
      return bytes + rows.heapBytes();
    }
    return row == null ? bytes : bytes + row.heapBytes();
  }

  /** Reports whether this is the row of a table. */
  public boolean isRow() {
    return row != null;
  }

  /** Returns the row of a table; null for no rows, and for other states. */
  TableRow row() {
    return row;
  }

  /** Returns the rows of an entity of a source of changes; null for other states. */
  EntityRows rows() {
    return rows;
  }

  long[] recent() {
    return recent;
  }

  Tiles[] tables() {
    return tables;
  }
}
