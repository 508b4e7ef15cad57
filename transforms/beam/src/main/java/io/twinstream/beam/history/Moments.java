package io.twinstream.beam.history;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.decode.EntityKey;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.SerializableFunction;

/** Converts events and rows to moments of the entities of a view. */
final class Moments {
  private Moments() {}

  /** Converts the events that name an entity. */
  static SerializableFunction<Event, Moment> ofEvents(ShippedView view) {
    return new OfEvent(view);
  }

  /**
   * Converts all rows; those that name no entity get the features of an entity without events.
   *
   * @param source the source of the rows; if they are events of the view, its fields begin with
   *     those of the view's source
   * @param areEvents whether the rows are events of the view
   */
  static SerializableFunction<PartialRow, Moment> ofRows(
      ShippedView view, String source, boolean areEvents) {
    return new OfRow(view, source, areEvents);
  }

  /**
   * Converts a view's events to moments with a row of their own, if they name an entity; others
   * have no row.
   */
  static SerializableFunction<PartialRow, Moment> ofOwnRows(ShippedView view) {
    OfRow rows = new OfRow(view, view.source().name(), true);
    return row -> {
      Moment moment = rows.apply(row);
      return moment.entity().isEmpty() ? null : moment;
    };
  }

  /** Converts the versions of rows that name an entity to moments of a row only. */
  static SerializableFunction<PartialRow, Moment> ofVersions(ShippedView view) {
    OfRow rows = new OfRow(view, view.source().name(), false);
    return row -> {
      Moment moment = rows.apply(row);
      return moment.entity().isEmpty() ? null : moment;
    };
  }

  /** Returns the key of a view's entities in the events of some source. */
  private static EntityKey key(ShippedView view, String source) {
    Project project = view.project().project();
    String field = project.entity(project.view(view.id()).entity()).key();
    return EntityKey.in(project.source(source).schema(), field);
  }

  private static final class OfEvent implements SerializableFunction<Event, Moment> {
    private static final long serialVersionUID = 1;

    private final ShippedView view;
    private final Counter skipped;
    private transient CompiledView compiled;

    OfEvent(ShippedView view) {
      this.view = view;
      this.skipped = Metrics.counter(view.id(), "skipped");
    }

    @Override
    public Moment apply(Event event) {
      if (compiled == null) {
        compiled = view.compiled();
      }
      String entity = compiled.key(event);
      if (entity == null) {
        skipped.inc();
        return null;
      }
      return new Moment(entity, event, null);
    }
  }

  private static final class OfRow implements SerializableFunction<PartialRow, Moment> {
    private static final long serialVersionUID = 1;

    private final ShippedView view;
    private final String source;
    private final boolean areEvents;
    private final Counter skipped;
    private transient EntityKey key;

    OfRow(ShippedView view, String source, boolean areEvents) {
      this.view = view;
      this.source = source;
      this.areEvents = areEvents;
      this.skipped = Metrics.counter(view.id(), "skipped");
    }

    @Override
    public Moment apply(PartialRow row) {
      if (key == null) {
        key = key(view, source);
      }
      String entity = key.of(row.event());
      if (entity != null) {
        return new Moment(entity, areEvents ? row.event() : null, row);
      }
      if (areEvents) {
        skipped.inc();
      }
      return new Moment("", null, row);
    }
  }
}
