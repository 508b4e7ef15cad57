package io.twinstream.features.aggregate;

import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import java.util.Objects;

/**
 * The features at one event: a row of a backfill, of a training set, or of what was served live.
 *
 * @param event at which they are; only the fields that are written beside them need to have values
 * @param asOf the instant the features are of, milliseconds since 1970: the event's time, or the
 *     newest event of the states if later
 * @param mass of the states: of two rows of one event and instant the greater saw more
 * @param features in the order of the view or the service
 */
public record EventFeatures(Event event, long asOf, long mass, FeatureRow features) {
  public EventFeatures {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(features, "features");
  }
}
