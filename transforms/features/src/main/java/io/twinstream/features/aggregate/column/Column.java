package io.twinstream.features.aggregate.column;

import io.twinstream.features.definition.FieldType;
import io.twinstream.features.event.Event;

/**
 * One partial aggregate in every tile of a table: a commutative monoid over events.
 *
 * <p>A column owns {@link #cells} numbers starting at {@link #cell} in the row of cells of a tile,
 * and {@link #objects} references starting at {@link #object} in its row of objects. Laws: {@code
 * clear} is the identity of {@code merge}; merge is commutative and associative; adding an event
 * equals merging the partial aggregate of that event alone.
 */
public abstract class Column {
  /** The assumed length of text without a declared limit, for {@link #worstBytes}. */
  public static final int TEXT_BYTES = 64;

  /** Returns the length of the text of a field, for {@link #worstBytes}. */
  public static int textBytes(FieldType type) {
    return type.isLimited() ? type.length() : TEXT_BYTES;
  }

  public final int cell;
  protected final int object;

  protected Column(int cell, int object) {
    this.cell = cell;
    this.object = object;
  }

  /**
   * Describes the computation for the fingerprint of the layout. Two columns have equal
   * descriptions only if they have equal meanings.
   */
  public abstract String describe();

  /** Returns a readable label of the computation. */
  public abstract String label();

  /** Formats the partial aggregate of one tile for a reader. */
  public abstract String show(Row row);

  public int cells() {
    return 1;
  }

  public int objects() {
    return 0;
  }

  /** Returns the greatest size of the partial aggregate of one tile in memory, in bytes. */
  public long worstBytes() {
    return (long) Long.BYTES * cells();
  }

  /** Reports whether it repeats the contents of another column, which precedes it. */
  public boolean repeats(Column other) {
    return false;
  }

  /** Sets the identity. */
  public abstract void clear(Row row);

  /** Adds one event. */
  public abstract void add(Row row, Event event);

  /** Merges another partial aggregate. Rows may share objects, so objects are never changed. */
  public abstract void merge(Row into, Row from);

  /** Encodes the partial aggregate of one tile. */
  public abstract void encode(Row row, StateWriter out);

  /** Decodes the partial aggregate of one tile into a cleared row. */
  public abstract void decode(Row row, StateReader in);

  /** A view of the cells and objects of one tile. */
  public static final class Row {
    public long[] cells;
    public Object[] objects;
    public int base;
    public int objectBase;

    /**
     * Copies the content of another row that is not part of tiles. Objects are shared, since they
     * are never changed.
     */
    public void copy(Row other) {
      System.arraycopy(other.cells, 0, cells, 0, cells.length);
      if (objects.length > 0) {
        System.arraycopy(other.objects, 0, objects, 0, objects.length);
      }
    }

    public long get(int cell) {
      return cells[base + cell];
    }

    public void set(int cell, long value) {
      cells[base + cell] = value;
    }

    public Object object(int index) {
      return objects[objectBase + index];
    }

    public void object(int index, Object value) {
      objects[objectBase + index] = value;
    }
  }
}
