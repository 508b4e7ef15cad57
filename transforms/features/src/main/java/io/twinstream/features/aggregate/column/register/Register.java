package io.twinstream.features.aggregate.column.register;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.Ordering;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.event.Event;
import io.twinstream.features.text.TextOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The first or the last n values of a field, ordered by (another field if there is one, time, event
 * id as UTF-8 bytes, value), as {@link io.twinstream.features.aggregate.column.FirstLast} orders
 * them. Events without the value, or without that of the other field, do not count.
 *
 * <p>It is a multiset: equal entries are kept as often as they occur. A register of distinct values
 * keeps the first or last entry of each value only. The n extremes of a union are among the n
 * extremes of its parts, so the register depends only on the set of events. Entries that are equal
 * here may be of events that differ in other fields, but nothing can tell them apart by the value.
 */
public final class Register extends Column {
  private static final Entry[] NONE = {};
  private static final int LEAST_BYTES = 3;

  /**
   * A field of events.
   *
   * @param slot its slot in events
   */
  public record Slot(int slot, Field field) {
    private boolean isText() {
      return field.type().kind() == FieldType.Kind.STRING;
    }
  }

  private final Slot value;
  private final Slot by;
  private final int n;
  private final boolean last;
  private final boolean distinct;

  /**
   * @param by the field that orders values before the time does; null for none
   * @param n the number of entries
   * @param last whether to keep the last entries of the order
   * @param distinct whether to keep one entry of each value
   */
  public Register(
      int cell, int object, Slot value, Slot by, int n, boolean last, boolean distinct) {
    super(cell, object);
    this.value = value;
    this.by = by;
    this.n = n;
    this.last = last;
    this.distinct = distinct;
  }

  @Override
  public String describe() {
    return (last ? "last_" : "first_")
        + (distinct ? "distinct_" : "")
        + n
        + "("
        + value.field
        + (by == null ? "" : " by " + by.field)
        + ")";
  }

  @Override
  public String label() {
    return (last ? "last " : "first ")
        + (distinct ? "distinct " : "")
        + value.field.name()
        + (by == null ? "" : " by " + by.field.name());
  }

  @Override
  public int cells() {
    return 0;
  }

  @Override
  public int objects() {
    return 1;
  }

  /** Of the key, the time, the value, and two texts: the id and the value. */
  @Override
  public long worstBytes() {
    return n * (3L * Long.BYTES + TEXT_BYTES + textBytes(value.field.type()));
  }

  @Override
  public String show(Row row) {
    return entries(row).stream()
        .map(e -> value.isText() ? e.text() : value.field.type().show(e.bits()))
        .collect(Collectors.joining(", "));
  }

  /** Returns the entries: the last one first if it keeps the last ones, else the first one. */
  public List<Entry> entries(Row row) {
    return Arrays.asList(array(row));
  }

  private Entry[] array(Row row) {
    return (Entry[]) row.object(object);
  }

  @Override
  public void clear(Row row) {
    row.object(object, NONE);
  }

  @Override
  public void add(Row row, Event event) {
    if (event.isNull(value.slot) || (by != null && event.isNull(by.slot))) {
      return;
    }
    long key = by == null ? 0 : Ordering.ordered(by.field.type(), event.bits(by.slot));
    Entry entry =
        new Entry(key, event.ts(), event.id(), event.bits(value.slot), event.text(value.slot));
    row.object(object, union(array(row), new Entry[] {entry}));
  }

  @Override
  public void merge(Row into, Row from) {
    into.object(object, union(array(into), array(from)));
  }

  private Entry[] union(Entry[] a, Entry[] b) {
    if (a.length == 0 || b.length == 0) {
      return a.length == 0 ? b : a;
    }
    Entry[] out = new Entry[Math.min(n, a.length + b.length)];
    int size = 0;
    int i = 0;
    int j = 0;
    while (size < out.length && (i < a.length || j < b.length)) {
      boolean takesA = j == b.length || (i < a.length && compare(a[i], b[j]) <= 0);
      Entry next = takesA ? a[i++] : b[j++];
      if (!distinct || !holds(out, size, next)) {
        out[size++] = next;
      }
    }
    return size == out.length ? out : Arrays.copyOf(out, size);
  }

  private boolean holds(Entry[] entries, int size, Entry entry) {
    for (int i = 0; i < size; i++) {
      if (compareValues(entries[i], entry) == 0) {
        return true;
      }
    }
    return false;
  }

  /** Compares by the order in which entries are kept. */
  private int compare(Entry a, Entry b) {
    int order = Long.compare(a.key(), b.key());
    if (order == 0) {
      order = Long.compare(a.ts(), b.ts());
    }
    if (order == 0) {
      order = TextOrder.compare(a.id(), b.id());
    }
    if (order == 0) {
      order = compareValues(a, b);
    }
    return last ? -order : order;
  }

  private int compareValues(Entry a, Entry b) {
    return value.isText()
        ? TextOrder.compare(a.text(), b.text())
        : Long.compare(
            Ordering.ordered(value.field.type(), a.bits()),
            Ordering.ordered(value.field.type(), b.bits()));
  }

  @Override
  public void encode(Row row, StateWriter out) {
    Entry[] entries = array(row);
    out.varint(entries.length);
    for (Entry entry : entries) {
      if (by != null) {
        out.signed(entry.key());
      }
      out.time(entry.ts());
      out.text(entry.id());
      if (value.isText()) {
        out.text(entry.text());
      } else {
        out.signed(Ordering.ordered(value.field.type(), entry.bits()));
      }
    }
  }

  @Override
  public void decode(Row row, StateReader in) {
    Entry[] entries = new Entry[in.count(Math.min(n, row.get(Tiles.COUNT)), LEAST_BYTES)];
    for (int i = 0; i < entries.length; i++) {
      long key = by == null ? 0 : in.signed();
      long ts = in.time();
      String id = in.text();
      entries[i] =
          value.isText()
              ? new Entry(key, ts, id, 0, in.text())
              : new Entry(key, ts, id, Ordering.ordered(value.field.type(), in.signed()), null);
      in.require(i == 0 || compare(entries[i - 1], entries[i]) <= 0, "entries out of order");
      in.require(!distinct || !holds(entries, i, entries[i]), "a value twice");
    }
    row.object(object, entries);
  }
}
