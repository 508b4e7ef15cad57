package io.twinstream.features.aggregate.column;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.event.Event;
import io.twinstream.features.text.TextOrder;

/**
 * The first or the last value of a field in a tile, ordered by (time, event id as UTF-8 bytes,
 * value). Two events with the same time and id differ only if they conflict; then the one with the
 * greater value counts as later.
 */
public final class FirstLast extends Column {
  private final int slot;
  private final Field field;
  private final boolean last;
  private final boolean text;
  private final ValueCount values;

  public FirstLast(int cell, int object, int slot, Field field, boolean last, ValueCount values) {
    super(cell, object);
    this.slot = slot;
    this.field = field;
    this.last = last;
    this.text = field.type().kind() == FieldType.Kind.STRING;
    this.values = values;
  }

  @Override
  public String describe() {
    return (last ? "last(" : "first(") + field + ")";
  }

  @Override
  public String label() {
    return (last ? "last " : "first ") + field.name();
  }

  @Override
  public int cells() {
    return 2;
  }

  @Override
  public int objects() {
    return 2;
  }

  /** Of the time, the value, and two texts: the id and the value. */
  @Override
  public long worstBytes() {
    return super.worstBytes() + TEXT_BYTES + textBytes(field.type());
  }

  @Override
  public String show(Row row) {
    if (id(row) == null) {
      return "none";
    }
    return text ? text(row) : field.type().show(bits(row));
  }

  @Override
  public void clear(Row row) {
    set(row, 0, 0, null, null);
  }

  @Override
  public void add(Row row, Event event) {
    if (!event.isNull(slot)) {
      take(row, event.ts(), event.id(), event.bits(slot), event.text(slot));
    }
  }

  @Override
  public void merge(Row into, Row from) {
    if (id(from) != null) {
      take(into, time(from), id(from), bits(from), text(from));
    }
  }

  private void take(Row row, long ts, String id, long bits, String value) {
    if (id(row) == null) {
      set(row, ts, bits, id, value);
      return;
    }
    int order = Long.compare(ts, time(row));
    if (order == 0) {
      order = TextOrder.compare(id, id(row));
    }
    if (order == 0) {
      order =
          text
              ? TextOrder.compare(value, text(row))
              : Long.compare(
                  Ordering.ordered(field.type(), bits), Ordering.ordered(field.type(), bits(row)));
    }
    if (last ? order > 0 : order < 0) {
      set(row, ts, bits, id, value);
    }
  }

  private void set(Row row, long ts, long bits, String id, String value) {
    row.set(cell, ts);
    row.set(cell + 1, bits);
    row.object(object, id);
    row.object(object + 1, value);
  }

  private long time(Row row) {
    return row.get(cell);
  }

  private String id(Row row) {
    return (String) row.object(object);
  }

  public long bits(Row row) {
    return row.get(cell + 1);
  }

  public String text(Row row) {
    return (String) row.object(object + 1);
  }

  @Override
  public void encode(Row row, StateWriter out) {
    if (row.get(values.cell) == 0) {
      return;
    }
    out.time(time(row));
    out.text(id(row));
    if (text) {
      out.text(text(row));
    } else {
      out.signed(Ordering.ordered(field.type(), bits(row)));
    }
  }

  @Override
  public void decode(Row row, StateReader in) {
    if (row.get(values.cell) == 0) {
      return;
    }
    long ts = in.time();
    String id = in.text();
    if (text) {
      set(row, ts, 0, id, in.text());
    } else {
      set(row, ts, Ordering.ordered(field.type(), in.signed()), id, null);
    }
  }
}
