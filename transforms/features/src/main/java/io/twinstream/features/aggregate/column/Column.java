package io.twinstream.features.aggregate.column;

import io.twinstream.features.event.Event;

/**
 * One partial aggregate in every tile of a table: a commutative monoid over events.
 *
 * <p>A column owns {@link #cells} numbers from {@link #cell} on in a tile's row of cells, and
 * {@link #objects} references from {@link #object} on in its row of objects. Laws: {@code clear} is
 * the identity of {@code merge}; merge is commutative and associative; adding an event equals
 * merging the partial of that event alone.
 */
public abstract class Column {
  public final int cell;
  final int object;

  Column(int cell, int object) {
    this.cell = cell;
    this.object = object;
  }

  /** What it computes, for the layout's fingerprint: equal only for equal meanings. */
  public abstract String describe();

  /** What it computes, for people to read. */
  public abstract String label();

  /** The partial of one tile, for people to read. */
  public abstract String show(Row row);

  public int cells() {
    return 1;
  }

  public int objects() {
    return 0;
  }

  /** Writes the identity. */
  public abstract void clear(Row row);

  /** Takes one event in. */
  public abstract void add(Row row, Event event);

  /** Takes another partial in. References may be shared between rows, so they are never changed. */
  public abstract void merge(Row into, Row from);

  /** Writes the partial of one tile. */
  public abstract void encode(Row row, StateWriter out);

  /** Reads the partial of one tile, whose row is clear. */
  public abstract void decode(Row row, StateReader in);

  /** A cursor: one tile's cells and objects. */
  public static final class Row {
    public long[] cells;
    public Object[] objects;
    public int base;
    public int objectBase;

    /** Takes over another row of its own; references are shared, as they are never changed. */
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

    Object object(int index) {
      return objects[objectBase + index];
    }

    void object(int index, Object value) {
      objects[objectBase + index] = value;
    }
  }
}
