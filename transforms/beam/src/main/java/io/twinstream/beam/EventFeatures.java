package io.twinstream.beam;

import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.event.Event;
import java.util.List;
import java.util.Objects;

/**
 * The features at one event: a row of a backfill, or of what was served live.
 *
 * @param event at which they are
 * @param keys the ids of the entities: one for the row of a view, one per entity for the row of a
 *     service, empty where the event has none
 * @param asOf the instant the features are of, milliseconds since 1970: the event's time, or the
 *     state's newest event if later
 * @param mass of the states: of two rows of one event and instant the greater saw more
 * @param features in the order of the view or the service
 */
public record EventFeatures(
    Event event, List<String> keys, long asOf, long mass, FeatureRow features) {
  public EventFeatures {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(features, "features");
    keys = List.copyOf(keys);
  }
}
