package io.twinstream.serving.reading;

import io.twinstream.features.aggregate.Membership;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.stores.ViewStatus;

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

  /** The same, read from the store at this time. */
  ViewReading readAt(long then) {
    return new ViewReading(view, status, source, asOf, newest, membership, row, then);
  }
}
