package io.twinstream.features.aggregate;

import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import java.util.Objects;

/**
 * The features at one event: one row of a backfill, of a training set, or of {@code as_served}.
 *
 * @param event the event of the row; only the fields that are written need to have values
 * @param asOf the instant at which the features are evaluated, in milliseconds since 1970: the time
 *     of the event, or that of the newest event of the states if later
 * @param count the count of the states; of two rows with the same event and instant, the one with
 *     the greater count saw more events
 * @param features the features, in the order of the view or the service
 */
public record EventFeatures(Event event, long asOf, long count, FeatureRow features) {
  public EventFeatures {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(features, "features");
  }
}
