package io.twinstream.features.aggregate.column;

import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;

/** The number of events of a tile that have a value in a field. */
public final class ValueCount extends Column {
  private final int slot;
  private final Field field;

  public ValueCount(int cell, int object, int slot, Field field) {
    super(cell, object);
    this.slot = slot;
    this.field = field;
  }

  int slot() {
    return slot;
  }

  Field field() {
    return field;
  }

  @Override
  public String describe() {
    return "values(" + field + ")";
  }

  @Override
  public String label() {
    return "with " + field.name();
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
    if (!event.isNull(slot)) {
      row.set(cell, row.get(cell) + 1);
    }
  }

  @Override
  public void merge(Row into, Row from) {
    into.set(cell, into.get(cell) + from.get(cell));
  }

  /** Encodes the number of nulls, since nulls are rare. */
  @Override
  public void encode(Row row, StateWriter out) {
    out.varint(row.get(Tiles.COUNT) - row.get(cell));
  }

  @Override
  public void decode(Row row, StateReader in) {
    long nulls = in.varint();
    in.require(nulls >= 0 && nulls <= row.get(Tiles.COUNT), "more nulls than events");
    row.set(cell, row.get(Tiles.COUNT) - nulls);
  }
}
