package io.twinstream.features.aggregate.column;

import io.twinstream.features.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A column whose partial aggregates are not part of tiles. It begins at cell 2 and object 0. */
public record OneColumn(Column column) {
  public static final int CELL = 2;

  /** Returns the identity. */
  public Column.Row none() {
    Column.Row row = new Column.Row();
    row.cells = new long[CELL + column.cells()];
    row.objects = new Object[column.objects()];
    column.clear(row);
    return row;
  }

  /** Returns the partial aggregate of some events. */
  public Column.Row of(List<Event> events) {
    Column.Row row = none();
    for (Event event : events) {
      row.set(Tiles.COUNT, row.get(Tiles.COUNT) + 1);
      column.add(row, event);
    }
    return row;
  }

  /** Returns the partial aggregate of some events, merged in random order from random parts. */
  public Column.Row merged(List<Event> events, Random random) {
    List<List<Event>> parts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      parts.add(new ArrayList<>());
    }
    events.forEach(event -> parts.get(random.nextInt(parts.size())).add(event));
    List<Column.Row> rows = new ArrayList<>();
    parts.forEach(part -> rows.add(of(part)));
    while (rows.size() > 1) {
      Column.Row into = rows.remove(random.nextInt(rows.size()));
      Column.Row from = rows.remove(random.nextInt(rows.size()));
      into.set(Tiles.COUNT, into.get(Tiles.COUNT) + from.get(Tiles.COUNT));
      column.merge(into, from);
      rows.add(into);
    }
    return rows.get(0);
  }

  public byte[] bytes(Column.Row row) {
    StateWriter out = new StateWriter(0, 1);
    column.encode(row, out);
    return out.toByteArray();
  }

  /** Reads the bytes of a tile of some number of events. */
  public Column.Row read(byte[] bytes, long events) {
    Column.Row row = none();
    row.set(Tiles.COUNT, events);
    StateReader in = new StateReader(bytes);
    column.decode(row, in);
    in.requireEnd();
    return row;
  }
}
