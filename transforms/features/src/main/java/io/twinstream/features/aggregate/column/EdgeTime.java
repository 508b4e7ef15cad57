package io.twinstream.features.aggregate.column;

import io.twinstream.features.event.Event;
import java.time.Instant;

/** The time of the first or the last event of a tile. */
public final class EdgeTime extends Column {
  private final boolean last;

  public EdgeTime(int cell, int object, boolean last) {
    super(cell, object);
    this.last = last;
  }

  @Override
  public String describe() {
    return last ? "last_time" : "first_time";
  }

  @Override
  public String label() {
    return last ? "last event" : "first event";
  }

  @Override
  public String show(Row row) {
    return Instant.ofEpochMilli(row.get(cell)).toString();
  }

  @Override
  public void clear(Row row) {
    row.set(cell, last ? Long.MIN_VALUE : Long.MAX_VALUE);
  }

  @Override
  public void add(Row row, Event event) {
    take(row, event.ts());
  }

  @Override
  public void merge(Row into, Row from) {
    take(into, from.get(cell));
  }

  private void take(Row row, long ts) {
    row.set(cell, last ? Math.max(row.get(cell), ts) : Math.min(row.get(cell), ts));
  }

  @Override
  public void encode(Row row, StateWriter out) {
    out.time(row.get(cell));
  }

  @Override
  public void decode(Row row, StateReader in) {
    row.set(cell, in.time());
  }
}
