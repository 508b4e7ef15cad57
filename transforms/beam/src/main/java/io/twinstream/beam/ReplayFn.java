package io.twinstream.beam;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.event.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Replays one entity's events in the order of known time. */
final class ReplayFn extends DoFn<KV<String, Iterable<Event>>, KV<String, EntityState>> {
  private static final long serialVersionUID = 1;

  private final ShippedView view;
  private final Rows rows;
  private transient CompiledView compiled;
  private transient EventCoder coder;

  ReplayFn(ShippedView view, Rows rows) {
    this.view = view;
    this.rows = rows;
  }

  @Setup
  public void setup() {
    compiled = view.compiled();
    coder = EventCoder.of(view.project(), view.source().name());
  }

  @ProcessElement
  public void replay(@Element KV<String, Iterable<Event>> group, MultiOutputReceiver out)
      throws IOException {
    String entity = group.getKey();
    OutputReceiver<EventFeatures> rowsOut = out.get(AggregateView.ROWS);
    EntityState state = compiled.empty();
    try (EventSorter sorter = new EventSorter(coder)) {
      for (Event event : group.getValue()) {
        sorter.add(event);
      }
      Iterator<Event> events = sorter.sorted();
      Event next = events.hasNext() ? events.next() : null;
      List<Event> instant = new ArrayList<>();
      while (next != null) {
        instant.clear();
        long known = next.known();
        EntityState before = state;
        while (next != null && next.known() == known) {
          state = compiled.add(state, next);
          if (rows == Rows.INCLUSIVE) {
            instant.add(next);
          } else {
            EntityState seen = rows == Rows.SELF ? compiled.add(before, next) : before;
            rowsOut.output(EventRow.of(compiled, entity, next, seen));
          }
          next = events.hasNext() ? events.next() : null;
        }
        for (Event event : instant) {
          rowsOut.output(EventRow.of(compiled, entity, event, state));
        }
      }
    }
    out.get(AggregateView.STATES).output(KV.of(entity, state));
  }
}
