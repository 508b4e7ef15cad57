package io.twinstream.features.aggregate.column;

import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;

/**
 * A number that sums up the values of a field. Where a tile has one value of the field, which is
 * what most tiles of most entities have, all of the field's summaries follow from it: the first of
 * them is written, the others are not. Where it has none, no summary is written.
 */
public abstract class Summary extends Column {
  final int slot;
  public final Field field;
  public final ValueCount values;

  /** That from which a single value is known when this one is read; null if it is this one. */
  public final Summary first;

  Summary(int cell, int object, ValueCount values, Summary first) {
    super(cell, object);
    this.slot = values.slot();
    this.field = values.field();
    this.values = values;
    this.first = first;
  }

  /** Takes one value in, by its bits. */
  public abstract void add(Row row, long bits);

  /** The bits of the value, in a tile that has one. */
  abstract long only(Row row);

  /** Writes what sums up several values. */
  abstract void write(Row row, StateWriter out);

  /** Reads what sums up several values. */
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
