package io.twinstream.beam.history;

import com.google.common.collect.PeekingIterator;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.aggregate.VisibleEvents;
import io.twinstream.features.event.Event;
import java.util.function.Consumer;

/**
 * Replays the moments of one entity after the other, and computes the features of its rows and its
 * final state.
 */
final class EntityReplay {
  private final CompiledView view;
  private final Visibility visibility;
  private final RowsOfView kind;
  private final NamedUntil named;
  private final ValuesOfView values;
  private final Consumer<PartialRow> rows;

  /**
   * @param visibility which events rows see
   * @param kind the relation of the rows to the events of the view
   * @param named until when rows name events; null if they name none
   * @param values what rows get from a state
   * @param rows receives the rows with these values
   */
  EntityReplay(
      CompiledView view,
      Visibility visibility,
      RowsOfView kind,
      NamedUntil named,
      ValuesOfView values,
      Consumer<PartialRow> rows) {
    this.view = view;
    this.visibility = visibility;
    this.kind = kind;
    this.named = named;
    this.values = values;
    this.rows = rows;
  }

  /**
   * Replays the moments of the next entity.
   *
   * @param moments in their order; those of the entity are consumed
   * @return the state of the entity after them
   */
  EntityState replay(PeekingIterator<Moment> moments) {
    Moment first = moments.peek();
    String entity = first.entity();
    EntityState before = first.before() == null ? view.empty() : moments.next().before();
    VisibleEvents<PartialRow> visible =
        new VisibleEvents<>(view, before, visibility == Visibility.INCLUSIVE, this::see);
    while (moments.hasNext() && moments.peek().entity().equals(entity)) {
      Moment moment = moments.next();
      PartialRow row = moment.row();
      if (moment.event() == null) {
        visible.row(row, row.event().known(), kind.name() ? row.event().id() : "");
      } else if (row == null) {
        visible.event(moment.event(), named.of(entity, moment.event().id()));
      } else if (kind.name() && !moment.event().id().isEmpty()) {
        Event event = moment.event();
        visible.row(row, event.known(), event.id());
        visible.event(event, named.of(entity, event.id()));
      } else {
        visible.eventWithRow(moment.event(), row);
      }
    }
    return visible.finish();
  }

  private void see(PartialRow row, EntityState others) {
    EntityState seen =
        visibility == Visibility.SELF && kind.are() ? view.add(others, row.event()) : others;
    rows.accept(row.with(values.of(seen, row.event()), seen.newest(), seen.count()));
  }
}
