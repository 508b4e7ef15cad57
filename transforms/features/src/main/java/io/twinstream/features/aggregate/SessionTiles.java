package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventPredicate;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import java.time.Instant;
import java.util.Arrays;

/**
 * Of each tile the times of its first and its last event, and partial aggregates of those events
 * that a filter accepts. Tiles are at most as long as the gap between sessions, so all events of a
 * tile are in one session, and sessions follow from the times: late events that join two sessions
 * are no special case. A tile of a state has one part; merged tiles have one part per tile.
 */
final class SessionTiles extends Column {
  private static final Part[] NONE = {};

  private final String filterText;
  private final EventPredicate filter;
  private final Columns columns;
  private Column[] all;

  /** The events of one tile. The row has the count and the aggregates of the accepted ones. */
  private record Part(long tile, long first, long last, Row row) {}

  /**
   * @param filter selects the events of partial aggregates; null for all
   * @param columns the partial aggregates; they must be complete before the first event
   */
  SessionTiles(int cell, int object, String filterText, EventPredicate filter, Columns columns) {
    super(cell, object);
    this.filterText = filterText;
    this.filter = filter;
    this.columns = columns;
  }

  Columns columns() {
    return columns;
  }

  /**
   * Returns the formula of a function over a session.
   *
   * @param gap in milliseconds
   * @param last whether a session counts that has ended
   */
  Formula formula(long gap, boolean last, Formula function) {
    return (row, asOf, out, i) -> {
      Part[] parts = parts(row);
      Row sum = columns.row();
      boolean any = parts.length > 0 && (last || asOf - parts[parts.length - 1].last <= gap);
      for (int at = parts.length - 1; any && at >= 0; at--) {
        if (at < parts.length - 1 && parts[at + 1].first - parts[at].last > gap) {
          break;
        }
        fold(sum, parts[at].row);
      }
      function.finish(sum, asOf, out, i);
    };
  }

  private Part[] parts(Row row) {
    return (Part[]) row.object(object);
  }

  private Column[] all() {
    if (all == null) {
      all = columns.all().toArray(new Column[0]);
    }
    return all;
  }

  private void fold(Row into, Row from) {
    TileTable.fold(into, from, all());
  }

  private Row copy(Row row) {
    Row copy = new Row();
    copy.cells = row.cells.clone();
    copy.objects = row.objects.clone();
    return copy;
  }

  private Row blank(long tile) {
    Row row = columns.row();
    row.set(Tiles.INDEX, tile);
    return row;
  }

  @Override
  public String describe() {
    return "sessions(where=" + filterText + ", " + columns.descriptions() + ")";
  }

  @Override
  public String label() {
    return "events of sessions";
  }

  @Override
  public String show(Row row) {
    Part part = parts(row)[0];
    return part.row.get(Tiles.COUNT)
        + " from "
        + Instant.ofEpochMilli(part.first)
        + " to "
        + Instant.ofEpochMilli(part.last);
  }

  @Override
  public int cells() {
    return 0;
  }

  @Override
  public int objects() {
    return 1;
  }

  /** Of two times, a count, and the partial aggregates. */
  @Override
  public long worstBytes() {
    return 3L * Long.BYTES + columns.all().stream().mapToLong(Column::worstBytes).sum();
  }

  @Override
  public void clear(Row row) {
    row.object(object, NONE);
  }

  @Override
  public void add(Row row, Event event) {
    Part[] held = parts(row);
    long tile = row.get(Tiles.INDEX);
    Row own = held.length == 0 ? blank(tile) : copy(held[0].row);
    if (filter == null || filter.test(event)) {
      own.set(Tiles.COUNT, own.get(Tiles.COUNT) + 1);
      for (Column column : all()) {
        column.add(own, event);
      }
    }
    long first = held.length == 0 ? event.ts() : Math.min(held[0].first, event.ts());
    long last = held.length == 0 ? event.ts() : Math.max(held[0].last, event.ts());
    row.object(object, new Part[] {new Part(tile, first, last, own)});
  }

  @Override
  public void merge(Row into, Row from) {
    Part[] a = parts(into);
    Part[] b = parts(from);
    if (a.length == 0 || b.length == 0) {
      into.object(object, a.length == 0 ? b : a);
      return;
    }
    Part[] out = new Part[a.length + b.length];
    int n = 0;
    int i = 0;
    int j = 0;
    while (i < a.length || j < b.length) {
      long tileA = i < a.length ? a[i].tile : Long.MAX_VALUE;
      long tileB = j < b.length ? b[j].tile : Long.MAX_VALUE;
      if (tileA == tileB) {
        out[n++] = merged(a[i++], b[j++]);
      } else {
        out[n++] = tileA < tileB ? a[i++] : b[j++];
      }
    }
    into.object(object, Arrays.copyOf(out, n));
  }

  private Part merged(Part a, Part b) {
    Row row = copy(a.row);
    fold(row, b.row);
    return new Part(a.tile, Math.min(a.first, b.first), Math.max(a.last, b.last), row);
  }

  /** Encodes how many events the filter leaves out, since that may be none. */
  @Override
  public void encode(Row row, StateWriter out) {
    Part part = parts(row)[0];
    out.time(part.last);
    out.time(part.first);
    long count = part.row.get(Tiles.COUNT);
    out.varint(row.get(Tiles.COUNT) - count);
    if (count > 0) {
      for (Column column : all()) {
        column.encode(part.row, out);
      }
    }
  }

  @Override
  public void decode(Row row, StateReader in) {
    long tile = row.get(Tiles.INDEX);
    long last = in.time();
    long first = in.time();
    in.require(first <= last, "a tile that ends before it begins");
    long left = in.varint();
    in.require(left >= 0 && left <= row.get(Tiles.COUNT), "more events left out than there are");
    Row own = blank(tile);
    own.set(Tiles.COUNT, row.get(Tiles.COUNT) - left);
    if (own.get(Tiles.COUNT) > 0) {
      for (Column column : all()) {
        column.decode(own, in);
      }
    }
    row.object(object, new Part[] {new Part(tile, first, last, own)});
  }
}
