package io.twinstream.features.aggregate;

import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;

/** How many events of the tile have a value in a field. */
final class ValueCount extends Column {
  private final int slot;
  private final Field field;

  ValueCount(int cell, int object, int slot, Field field) {
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
  String describe() {
    return "values(" + field + ")";
  }

  @Override
  String label() {
    return "with " + field.name();
  }

  @Override
  String show(Row row) {
    return Long.toString(row.get(cell));
  }

  @Override
  void clear(Row row) {
    row.set(cell, 0);
  }

  @Override
  void add(Row row, Event event) {
    if (!event.isNull(slot)) {
      row.set(cell, row.get(cell) + 1);
    }
  }

  @Override
  void merge(Row into, Row from) {
    into.set(cell, into.get(cell) + from.get(cell));
  }

  /** Nulls are rare, so what is written is their number. */
  @Override
  void encode(Row row, StateWriter out) {
    out.varint(row.get(Tiles.COUNT) - row.get(cell));
  }

  @Override
  void decode(Row row, StateReader in) {
    long nulls = in.varint();
    in.require(nulls >= 0 && nulls <= row.get(Tiles.COUNT), "more nulls than events");
    row.set(cell, row.get(Tiles.COUNT) - nulls);
  }
}
