package io.twinstream.serving.reading;

import io.twinstream.features.aggregate.Membership;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.stores.ViewStatus;

/**
 * What one view has to say about one entity.
 *
 * @param source where it was read
 * @param asOf the instant of evaluation, in milliseconds since 1970; never before {@code newest}
 * @param newest the newest event's time, in milliseconds since 1970, the united event's too; {@link
 *     Long#MIN_VALUE} if there is no event
 * @param membership whether the event to unite was in the state already; if that is undecided, the
 *     values are those of the state alone. Null if there was none for this view
 * @param row the view's features; null for an error
 * @param readAt when the store said so, in milliseconds since 1970, where it does not answer now;
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

  ViewReading(
      ServedView view,
      Status status,
      ViewStatus source,
      long asOf,
      long newest,
      Membership membership,
      FeatureRow row) {
    this(view, status, source, asOf, newest, membership, row, Long.MIN_VALUE);
  }

  /** The same, of what the store said then. */
  ViewReading readAt(long then) {
    return new ViewReading(view, status, source, asOf, newest, membership, row, then);
  }
}
