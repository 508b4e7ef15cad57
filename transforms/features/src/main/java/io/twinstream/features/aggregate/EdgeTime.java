package io.twinstream.features.aggregate;

import io.twinstream.features.event.Event;
import java.time.Instant;

/** The time of the first or the last event of the tile. */
final class EdgeTime extends Column {
  private final boolean last;

  EdgeTime(int cell, int object, boolean last) {
    super(cell, object);
    this.last = last;
  }

  @Override
  String describe() {
    return last ? "last_time" : "first_time";
  }

  @Override
  String label() {
    return last ? "last event" : "first event";
  }

  @Override
  String show(Row row) {
    return Instant.ofEpochMilli(row.get(cell)).toString();
  }

  @Override
  void clear(Row row) {
    row.set(cell, last ? Long.MIN_VALUE : Long.MAX_VALUE);
  }

  @Override
  void add(Row row, Event event) {
    take(row, event.ts());
  }

  @Override
  void merge(Row into, Row from) {
    take(into, from.get(cell));
  }

  private void take(Row row, long ts) {
    row.set(cell, last ? Math.max(row.get(cell), ts) : Math.min(row.get(cell), ts));
  }

  @Override
  void encode(Row row, StateWriter out) {
    out.time(row.get(cell));
  }

  @Override
  void decode(Row row, StateReader in) {
    row.set(cell, in.time());
  }
}
