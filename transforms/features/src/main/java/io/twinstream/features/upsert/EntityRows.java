package io.twinstream.features.upsert;

import io.twinstream.features.event.Event;
import java.util.Arrays;

/**
 * The rows that an entity has or had, as far as windows may see them. It is immutable.
 *
 * <p>An entity whose rows are too many has an overflow: a tile up to which its rows are not kept,
 * so that features that may need them have no value. It ends when no window sees that tile.
 */
public final class EntityRows {
  private static final int HEAP_BYTES = 40 + 2 * 16;
  private static final int ENTRY_HEAP_BYTES = 200;

  private final long newest;
  private final long overflow;
  private final long[] tiles;
  private final Entry[] entries;

  /**
   * A row that a version has named the entity for.
   *
   * @param tile the newest tile of such a version
   * @param versions the number of versions that concern the entity, from that tile on
   * @param here whether the row is the entity's; if not, its version has no values
   * @param version the greatest of these versions
   */
  record Entry(String row, long tile, long versions, boolean here, Event version) {}

  /**
   * @param newest the greatest change or event time of the versions that name the entity
   * @param overflow the newest tile of which not all rows are known; {@link RowChange#NONE} for
   *     none
   * @param tiles pairs of a tile behind the overflow and the number of rows that named the entity
   *     in it, in ascending order
   * @param entries of tiles behind the overflow, in the order of their rows
   */
  EntityRows(long newest, long overflow, long[] tiles, Entry[] entries) {
    this.newest = newest;
    this.overflow = overflow;
    this.tiles = tiles;
    this.entries = entries;
  }

  static final EntityRows NONE =
      new EntityRows(Long.MIN_VALUE, RowChange.NONE, new long[0], new Entry[0]);

  /** Returns the greatest change or event time of the versions that name the entity. */
  public long newest() {
    return newest;
  }

  long overflow() {
    return overflow;
  }

  long[] tiles() {
    return tiles;
  }

  Entry[] entries() {
    return entries;
  }

  /** Returns the entry of a row, or null. */
  Entry entry(String row) {
    int at = place(row);
    return at < 0 ? null : entries[at];
  }

  private int place(String row) {
    int low = 0;
    int high = entries.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int compared = entries[middle].row.compareTo(row);
      if (compared == 0) {
        return middle;
      }
      low = compared < 0 ? middle + 1 : low;
      high = compared < 0 ? high : middle - 1;
    }
    return -low - 1;
  }

  /** Returns a copy with an entry added or replaced. */
  EntityRows with(Entry entry) {
    int at = place(entry.row);
    Entry[] more;
    if (at >= 0) {
      more = entries.clone();
      more[at] = entry;
    } else {
      int to = -at - 1;
      more = Arrays.copyOf(entries, entries.length + 1);
      System.arraycopy(entries, to, more, to + 1, entries.length - to);
      more[to] = entry;
    }
    return new EntityRows(newest, overflow, tiles, more);
  }

  /** Returns the size of the rows on the heap of a JVM with compressed references, about. */
  public long heapBytes() {
    long bytes = HEAP_BYTES + 8L * tiles.length + 4L * entries.length;
    for (Entry each : entries) {
      bytes += ENTRY_HEAP_BYTES + 18L * each.version.size();
    }
    return bytes;
  }
}
