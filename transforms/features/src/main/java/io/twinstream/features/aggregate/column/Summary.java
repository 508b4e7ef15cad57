package io.twinstream.features.aggregate.column;

import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;

/**
 * A number that summarizes the values of a field. Most tiles hold one value of a field, and then
 * all summaries of the field follow from it: only the first summary is written. If a tile holds no
 * value, no summary is written.
 */
public abstract class Summary extends Column {
  final int slot;
  public final Field field;
  public final ValueCount values;

  /** The summary that holds a single value when this one is decoded; null if it is this one. */
  public final Summary first;

  Summary(int cell, int object, ValueCount values, Summary first) {
    super(cell, object);
    this.slot = values.slot();
    this.field = values.field();
    this.values = values;
    this.first = first;
  }

  /** Adds one value, given by its bits. */
  public abstract void add(Row row, long bits);

  /** Returns the bits of the value, provided that the tile has one value. */
  abstract long only(Row row);

  /** Encodes the summary of several values. */
  abstract void write(Row row, StateWriter out);

  /** Decodes the summary of several values. */
  abstract void read(Row row, StateReader in);

  @Override
  public final void add(Row row, Event event) {
    if (!event.isNull(slot)) {
      add(row, event.bits(slot));
    }
  }

  @Override
  public final void encode(Row row, StateWriter out) {
    long n = row.get(values.cell);
    if (n > 1) {
      write(row, out);
    } else if (n == 1 && first == null) {
      out.signed(Ordering.ordered(field.type(), only(row)));
    }
  }

  @Override
  public final void decode(Row row, StateReader in) {
    long n = row.get(values.cell);
    if (n > 1) {
      read(row, in);
    } else if (n == 1) {
      add(row, first == null ? Ordering.ordered(field.type(), in.signed()) : first.only(row));
    }
  }
}
