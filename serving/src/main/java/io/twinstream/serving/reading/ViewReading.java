package io.twinstream.serving.reading;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Membership;
import io.twinstream.features.aggregate.column.StateFormatException;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.status.ViewStatus;

/**
 * The values and the status of one view for one entity.
 *
 * @param source the status of the view in the store
 * @param asOf the instant of evaluation, in milliseconds since 1970; never before {@code newest}
 * @param newest the newest event's time, including the event of the request, in milliseconds since
 *     1970; {@link Long#MIN_VALUE} if there is no event
 * @param membership whether the state already had the event of the request; if that is undecided,
 *     the values are those of the state alone. Null if the request has no event for this view
 * @param row the view's features; null for an error
 * @param readAt the time of the read in milliseconds since 1970, if the store does not answer now;
 *     else {@link Long#MIN_VALUE}
 */
public record ViewReading(
    ServedView view,
    Status status,
    ViewStatus source,
    long asOf,
    long newest,
    Membership membership,
    FeatureRow row,
    long readAt) {

  private ViewReading(
      ServedView view,
      Status status,
      ViewStatus source,
      long asOf,
      long newest,
      Membership membership,
      FeatureRow row) {
    this(view, status, source, asOf, newest, membership, row, Long.MIN_VALUE);
  }

  /**
   * Evaluates a stored state as of now.
   *
   * @param stored null if the store has none
   */
  static ViewReading of(ServedView view, StoredState stored, ViewStatus source, long now) {
    if (stored == null) {
      return view.isComplete(source)
          ? evaluate(view, view.compiled().empty(), source, now, null)
          : unknown(view, source, now);
    }
    try {
      long newest = view.compiled().newest(stored.newest(), stored.bytes());
      long asOf = Math.max(now, newest);
      FeatureRow row = view.compiled().evaluate(stored.bytes(), asOf);
      Status status =
          view.compiled().lacksRows(row) ? Status.ERROR : view.status(newest, source, asOf);
      return new ViewReading(view, status, source, asOf, newest, null, row);
    } catch (StateFormatException e) {
      view.unreadable(e);
      return new ViewReading(view, Status.ERROR, source, now, stored.newest(), null, null);
    }
  }

  /** As {@link #of}, as of the event's time and with the event added to the state. */
  static ViewReading with(
      SourceEvent added, ServedView view, StoredState stored, ViewStatus source) {
    CompiledView compiled = view.compiled();
    Event event = added.event();
    if (stored == null && !view.isComplete(source)) {
      return unknown(view, source, event.ts());
    }
    EntityState state = view.decode(stored);
    if (state == null) {
      return new ViewReading(view, Status.ERROR, source, event.ts(), stored.newest(), null, null);
    }
    if (view.key(added) == null) {
      return evaluate(view, state, source, event.ts(), null);
    }
    Membership membership = compiled.membership(state, event);
    EntityState united = membership == Membership.ABSENT ? compiled.add(state, event) : state;
    return evaluate(view, united, source, event.ts(), membership);
  }

  /**
   * The reading of an entity whose state is unknown, because the store does not answer or lost it.
   */
  static ViewReading unknown(ServedView view, ViewStatus source, long now) {
    return new ViewReading(view, Status.ERROR, source, now, Long.MIN_VALUE, null, null);
  }

  private static ViewReading evaluate(
      ServedView view, EntityState state, ViewStatus source, long at, Membership membership) {
    long newest = state.newestPresent();
    long asOf = Math.max(at, newest);
    FeatureRow row = view.compiled().evaluate(state, asOf);
    Status status = view.status(newest, source, asOf);
    return new ViewReading(view, status, source, asOf, newest, membership, row);
  }

  /** The same, read from the store at this time. */
  ViewReading readAt(long then) {
    return new ViewReading(view, status, source, asOf, newest, membership, row, then);
  }
}
