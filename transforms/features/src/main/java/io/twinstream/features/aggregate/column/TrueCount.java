package io.twinstream.features.aggregate.column;

import io.twinstream.features.event.Event;

/** The number of events of a tile for which a boolean field is true. */
public final class TrueCount extends Column {
  private final ValueCount values;

  public TrueCount(int cell, int object, ValueCount values) {
    super(cell, object);
    this.values = values;
  }

  @Override
  public String describe() {
    return "true(" + values.field() + ")";
  }

  @Override
  public String label() {
    return values.field().name() + " is true";
  }

  @Override
  public String show(Row row) {
    return Long.toString(row.get(cell));
  }

  @Override
  public void clear(Row row) {
    row.set(cell, 0);
  }

  @Override
  public void add(Row row, Event event) {
    if (!event.isNull(values.slot()) && event.bits(values.slot()) != 0) {
      row.set(cell, row.get(cell) + 1);
    }
  }

  @Override
  public void merge(Row into, Row from) {
    into.set(cell, into.get(cell) + from.get(cell));
  }

  @Override
  public void encode(Row row, StateWriter out) {
    if (row.get(values.cell) > 0) {
      out.varint(row.get(cell));
    }
  }

  @Override
  public void decode(Row row, StateReader in) {
    if (row.get(values.cell) > 0) {
      long n = in.varint();
      in.require(n >= 0 && n <= row.get(values.cell), "more true values than values");
      row.set(cell, n);
    }
  }
}
