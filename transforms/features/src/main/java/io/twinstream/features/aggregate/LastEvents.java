package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.Ordering;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventPredicate;
import io.twinstream.features.event.Position;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.text.TextOrder;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The N newest events of a tile, in the order of (time, event id as UTF-8 bytes, identity), each
 * with the fields that functions need. Events that are equal are kept as often as they occur. The N
 * newest of a union are the N newest of the N newest of its parts.
 */
final class LastEvents extends Column {
  private static final Position NONE = new Position("", 0, 0);
  private static final Event[] EMPTY = {};

  private final Schema schema;
  private final int most;
  private final TreeSet<Integer> slots = new TreeSet<>();

  LastEvents(int cell, int object, Schema schema, int most) {
    super(cell, object);
    this.schema = schema;
    this.most = most;
  }

  /** Keeps a field; all fields must be known before the first event. */
  void keep(String field) {
    slots.add(schema.slot(field));
  }

  /**
   * Returns the formula of a function over the kept events.
   *
   * @param own the columns of the function
   * @param filter selects among the kept events; null for all
   */
  Formula formula(Columns own, EventPredicate filter, Formula function) {
    Column[] columns = own.all().toArray(new Column[0]);
    return (row, asOf, out, i) -> {
      Row sum = own.row();
      for (Event event : events(row)) {
        if (filter == null || filter.test(event)) {
          sum.set(Tiles.COUNT, sum.get(Tiles.COUNT) + 1);
          for (Column column : columns) {
            column.add(sum, event);
          }
        }
      }
      function.finish(sum, asOf, out, i);
    };
  }

  private Event[] events(Row row) {
    return (Event[]) row.object(object);
  }

  @Override
  public String describe() {
    return "last("
        + most
        + slots.stream().map(slot -> ", " + schema.field(slot)).collect(Collectors.joining())
        + ")";
  }

  @Override
  public String label() {
    return "last " + most + " events";
  }

  @Override
  public String show(Row row) {
    return Integer.toString(events(row).length);
  }

  @Override
  public int cells() {
    return 0;
  }

  @Override
  public int objects() {
    return 1;
  }

  /** Of the time, the identity, the id, and the values. */
  @Override
  public long worstBytes() {
    long values =
        slots.stream()
            .mapToLong(
                slot -> isText(slot) ? Column.textBytes(schema.field(slot).type()) : Long.BYTES)
            .sum();
    return most * (2L * Long.BYTES + TEXT_BYTES + values);
  }

  private boolean isText(int slot) {
    return schema.field(slot).type().kind() == Kind.STRING;
  }

  @Override
  public void clear(Row row) {
    row.object(object, EMPTY);
  }

  @Override
  public void add(Row row, Event event) {
    Event[] held = events(row);
    int at = held.length;
    while (at > 0 && compare(held[at - 1], event) > 0) {
      at--;
    }
    if (held.length == most && at == 0) {
      return;
    }
    int cut = held.length == most ? 1 : 0;
    Event[] grown = new Event[held.length + 1 - cut];
    System.arraycopy(held, cut, grown, 0, at - cut);
    grown[at - cut] = reduced(event);
    System.arraycopy(held, at, grown, at - cut + 1, held.length - at);
    row.object(object, grown);
  }

  /** Returns the event with no other fields than those that are kept. */
  private Event reduced(Event event) {
    long[] bits = new long[schema.size()];
    String[] texts = new String[schema.size()];
    boolean[] present = new boolean[schema.size()];
    for (int slot : slots) {
      present[slot] = !event.isNull(slot);
      bits[slot] = present[slot] ? event.bits(slot) : 0;
      texts[slot] = present[slot] ? event.text(slot) : null;
    }
    return new Event(NONE, 0, event.ts(), event.id(), event.identity(), bits, texts, present);
  }

  @Override
  public void merge(Row into, Row from) {
    Event[] a = events(into);
    Event[] b = events(from);
    if (a.length == 0 || b.length == 0) {
      into.object(object, a.length == 0 ? b : a);
      return;
    }
    Event[] out = new Event[Math.min(most, a.length + b.length)];
    int i = a.length - 1;
    int j = b.length - 1;
    for (int n = out.length - 1; n >= 0; n--) {
      boolean first = j < 0 || i >= 0 && compare(a[i], b[j]) >= 0;
      out[n] = first ? a[i--] : b[j--];
    }
    into.object(object, out);
  }

  private static int compare(Event a, Event b) {
    int order = Long.compare(a.ts(), b.ts());
    if (order == 0) {
      order = TextOrder.compare(a.id(), b.id());
    }
    return order != 0 ? order : Long.compare(a.identity(), b.identity());
  }

  /** The number of kept events follows from that of all. */
  @Override
  public void encode(Row row, StateWriter out) {
    for (Event event : events(row)) {
      out.time(event.ts());
      out.text(event.id());
      out.fixed64(event.identity());
      for (int slot : slots) {
        encode(event, slot, out);
      }
    }
  }

  private void encode(Event event, int slot, StateWriter out) {
    if (event.isNull(slot)) {
      out.octet(0);
      return;
    }
    out.octet(1);
    if (isText(slot)) {
      out.text(event.text(slot));
    } else {
      out.signed(Ordering.ordered(schema.field(slot).type(), event.bits(slot)));
    }
  }

  @Override
  public void decode(Row row, StateReader in) {
    Event[] events = new Event[(int) Math.min(most, row.get(Tiles.COUNT))];
    for (int i = 0; i < events.length; i++) {
      events[i] = decode(in);
      in.require(i == 0 || compare(events[i - 1], events[i]) <= 0, "events out of order");
    }
    row.object(object, events);
  }

  private Event decode(StateReader in) {
    long ts = in.time();
    String id = in.text();
    long identity = in.fixed64();
    long[] bits = new long[schema.size()];
    String[] texts = new String[schema.size()];
    boolean[] present = new boolean[schema.size()];
    for (int slot : slots) {
      Field field = schema.field(slot);
      int flag = in.octet();
      in.require(flag <= 1, "neither a value nor null");
      present[slot] = flag == 1;
      if (present[slot] && isText(slot)) {
        texts[slot] = in.text();
      } else if (present[slot]) {
        bits[slot] = Ordering.ordered(field.type(), in.signed());
      }
    }
    return new Event(NONE, 0, ts, id, identity, bits, texts, present);
  }
}
