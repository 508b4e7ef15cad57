package io.twinstream.beam;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.event.Event;
import java.util.List;

/** The row of an event, of a state. */
final class EventRow {
  private EventRow() {}

  static EventFeatures of(CompiledView view, String entity, Event event, EntityState state) {
    return new EventFeatures(
        event,
        List.of(entity),
        Math.max(event.ts(), state.newest()),
        state.mass(),
        view.evaluate(state, event.ts()));
  }
}
