package io.twinstream.beam;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.collect.PeekingIterator;

/** Replays the moments of one entity after the other: what each of its rows sees, and its state. */
final class EntityReplay {
  private final CompiledView view;
  private final Visibility visibility;
  private final boolean rowsAreOfSource;
  private final Consumer<PartialRow> rows;

  /**
   * @param visibility which events rows see
   * @param rowsAreOfSource whether the events of rows are of the view's source, so that a row can
   *     see its own
   * @param rows takes rows, with the features of the view
   */
  EntityReplay(
      CompiledView view,
      Visibility visibility,
      boolean rowsAreOfSource,
      Consumer<PartialRow> rows) {
    this.view = view;
    this.visibility = visibility;
    this.rowsAreOfSource = rowsAreOfSource;
    this.rows = rows;
  }

  /**
   * Replays the moments of the next entity.
   *
   * @param moments in their order; those of the entity are taken
   * @return the entity's state behind them
   */
  EntityState replay(PeekingIterator<Moment> moments) {
    Moment first = moments.peek();
    EntityState state = first.before() == null ? view.empty() : moments.next().before();
    while (moments.hasNext() && moments.peek().entity().equals(first.entity())) {
      state =
          visibility == Visibility.INCLUSIVE
              ? instantSeenByItsRows(state, moments)
              : instant(state, moments);
    }
    return state;
  }

  /** Replays what shares an entity and an instant; its rows do not see its events. */
  private EntityState instant(EntityState before, PeekingIterator<Moment> moments) {
    Moment first = moments.peek();
    EntityState state = before;
    while (isOfInstant(moments, first)) {
      Moment moment = moments.next();
      if (moment.row() != null) {
        boolean own = visibility == Visibility.SELF && rowsAreOfSource;
        see(moment.row(), own ? view.add(before, moment.row().event()) : before);
      }
      if (moment.event() != null) {
        state = view.add(state, moment.event());
      }
    }
    return state;
  }

  /** Replays what shares an entity and an instant; each row sees all of it but its own event. */
  private EntityState instantSeenByItsRows(EntityState before, PeekingIterator<Moment> moments) {
    Moment first = moments.peek();
    List<EventWithRows> events = new ArrayList<>();
    List<PartialRow> alone = new ArrayList<>();
    EntityState after = before;
    while (isOfInstant(moments, first)) {
      Moment moment = moments.next();
      if (moment.event() != null) {
        after = view.add(after, moment.event());
        events.add(EventWithRows.of(moment));
      } else {
        alone.add(moment.row());
      }
    }
    for (PartialRow row : alone) {
      if (!giveToItsEvent(row, events)) {
        see(row, after);
      }
    }
    seeOthers(before, events);
    return after;
  }

  private static boolean isOfInstant(PeekingIterator<Moment> moments, Moment first) {
    return moments.hasNext()
        && moments.peek().known() == first.known()
        && moments.peek().entity().equals(first.entity());
  }

  private boolean giveToItsEvent(PartialRow row, List<EventWithRows> events) {
    boolean given = false;
    for (EventWithRows each : events) {
      if (!given && names(row.event(), each.event)) {
        each.rows.add(row);
        given = true;
      }
    }
    return given;
  }

  /** Whether a row, which may be of another source, stands for an event. */
  private static boolean names(Event ofRow, Event event) {
    return !ofRow.id().isEmpty() && ofRow.id().equals(event.id());
  }

  /**
   * Rows that see all events of a list but their own. States cannot be subtracted from, so each
   * half is given the other one, and halves are halved again.
   */
  private void seeOthers(EntityState state, List<EventWithRows> events) {
    if (events.stream().allMatch(event -> event.rows.isEmpty())) {
      return;
    }
    if (events.size() == 1) {
      for (PartialRow row : events.get(0).rows) {
        see(row, state);
      }
      return;
    }
    int middle = events.size() / 2;
    List<EventWithRows> first = events.subList(0, middle);
    List<EventWithRows> second = events.subList(middle, events.size());
    seeOthers(withAll(state, second), first);
    seeOthers(withAll(state, first), second);
  }

  private EntityState withAll(EntityState state, List<EventWithRows> events) {
    EntityState all = state;
    for (EventWithRows each : events) {
      all = view.add(all, each.event);
    }
    return all;
  }

  private void see(PartialRow row, EntityState seen) {
    rows.accept(row.with(view.evaluate(seen, row.event().ts()), seen.newest(), seen.mass()));
  }

  /** An event of an instant, and the rows that must not see it. */
  private static final class EventWithRows {
    private final Event event;
    private final List<PartialRow> rows = new ArrayList<>(1);

    private EventWithRows(Event event) {
      this.event = event;
    }

    static EventWithRows of(Moment moment) {
      EventWithRows of = new EventWithRows(moment.event());
      if (moment.row() != null) {
        of.rows.add(moment.row());
      }
      return of;
    }
  }
}
