package io.twinstream.beam;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.collect.Iterators;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.collect.PeekingIterator;

/** Replays one entity's events in the order of known time. */
final class ReplayFn extends DoFn<KV<String, Iterable<Event>>, KV<String, EntityState>> {
  private static final long serialVersionUID = 1;

  private final ShippedView view;
  private final Visibility rows;
  private transient CompiledView compiled;
  private transient EventCoder coder;

  ReplayFn(ShippedView view, Visibility rows) {
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
      PeekingIterator<Event> events = Iterators.peekingIterator(sorter.sorted());
      List<Event> instant = new ArrayList<>();
      while (events.hasNext()) {
        instant.clear();
        long known = events.peek().known();
        EntityState before = state;
        while (events.hasNext() && events.peek().known() == known) {
          Event event = events.next();
          state = compiled.add(state, event);
          if (rows == Visibility.INCLUSIVE) {
            instant.add(event);
          } else {
            EntityState seen = rows == Visibility.SELF ? compiled.add(before, event) : before;
            rowsOut.output(EventRow.of(compiled, entity, event, seen));
          }
        }
        seeOthers(entity, before, instant, rowsOut);
      }
    }
    out.get(AggregateView.STATES).output(KV.of(entity, state));
  }

  /**
   * The inclusive rows of the events of one instant: each sees all others. States cannot be
   * subtracted from, so each half is given the other one, and halves are halved again.
   */
  private void seeOthers(
      String entity, EntityState state, List<Event> events, OutputReceiver<EventFeatures> rowsOut) {
    if (events.size() <= 1) {
      events.forEach(event -> rowsOut.output(EventRow.of(compiled, entity, event, state)));
      return;
    }
    int middle = events.size() / 2;
    List<Event> first = events.subList(0, middle);
    List<Event> second = events.subList(middle, events.size());
    seeOthers(entity, withAll(state, second), first, rowsOut);
    seeOthers(entity, withAll(state, first), second, rowsOut);
  }

  private EntityState withAll(EntityState state, List<Event> events) {
    EntityState all = state;
    for (Event event : events) {
      all = compiled.add(all, event);
    }
    return all;
  }
}
