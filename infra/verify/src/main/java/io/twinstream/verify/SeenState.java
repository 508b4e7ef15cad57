package io.twinstream.verify;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.Event;
import io.twinstream.features.oracle.NaiveOracle;
import java.util.Collection;

/**
 * The state that a row sees, by the oracle's rule. There are two kinds of rows: a row of a backfill
 * is an event of history, which is the event of the same record; a row of a spine names the events
 * that have its id.
 */
public final class SeenState {
  private SeenState() {}

  /**
   * What a row of a backfill sees.
   *
   * @param before the state of all earlier events, if {@code events} are only the later ones
   * @param events of the row's entity, distinct
   * @param row the event of history that the row is
   * @param own whether the events are of the row's source
   */
  public static EntityState ofEvent(
      CompiledView view,
      EntityState before,
      Collection<Event> events,
      Event row,
      Visibility visibility,
      boolean own) {
    return add(
        view, before, NaiveOracle.visible(events, row.known(), visibility, own ? row : null));
  }

  /**
   * What a row of a spine sees.
   *
   * @param events of the row's entity, distinct
   * @param row as an event of its source
   * @param own whether the events are of the row's source
   */
  public static EntityState ofSpine(
      CompiledView view, Collection<Event> events, Event row, Visibility visibility, boolean own) {
    return add(
        view,
        view.empty(),
        NaiveOracle.visible(
            events,
            row.known(),
            visibility,
            own ? row : null,
            event -> own && !row.id().isEmpty() && row.id().equals(event.id())));
  }

  private static EntityState add(CompiledView view, EntityState before, Collection<Event> visible) {
    EntityState state = before;
    for (Event event : visible) {
      state = view.add(state, event);
    }
    return state;
  }
}
