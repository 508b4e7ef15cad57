package io.twinstream.features.aggregate;

import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;

/**
 * The least or greatest value of a field, held in an ordered form. Where there is no value it holds
 * the identity, which is told from a value by the field's {@link ValueCount}.
 */
final class Extreme extends Column {
  private final int slot;
  private final Field field;
  private final boolean greatest;
  private final ValueCount values;

  Extreme(int cell, int object, int slot, Field field, boolean greatest, ValueCount values) {
    super(cell, object);
    this.slot = slot;
    this.field = field;
    this.greatest = greatest;
    this.values = values;
  }

  @Override
  String describe() {
    return (greatest ? "max(" : "min(") + field + ")";
  }

  @Override
  String label() {
    return (greatest ? "max " : "min ") + field.name();
  }

  @Override
  String show(Row row) {
    return row.get(values.cell) == 0 ? "none" : field.type().show(bits(row));
  }

  @Override
  void clear(Row row) {
    row.set(cell, greatest ? Long.MIN_VALUE : Long.MAX_VALUE);
  }

  @Override
  void add(Row row, Event event) {
    if (!event.isNull(slot)) {
      take(row, Ordering.ordered(field.type(), event.bits(slot)));
    }
  }

  @Override
  void merge(Row into, Row from) {
    take(into, from.get(cell));
  }

  private void take(Row row, long value) {
    long held = row.get(cell);
    row.set(cell, greatest ? Math.max(held, value) : Math.min(held, value));
  }

  boolean isGreatest() {
    return greatest;
  }

  /** The cell of the count that says whether there is a value. */
  int valueCell() {
    return values.cell;
  }

  /** The value's bits; meaningful only where there are values. */
  long bits(Row row) {
    return Ordering.ordered(field.type(), row.get(cell));
  }

  @Override
  void encode(Row row, StateWriter out) {
    if (row.get(values.cell) > 0) {
      out.signed(row.get(cell));
    }
  }

  @Override
  void decode(Row row, StateReader in) {
    if (row.get(values.cell) > 0) {
      row.set(cell, in.signed());
    }
  }
}
