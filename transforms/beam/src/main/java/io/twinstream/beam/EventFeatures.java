package io.twinstream.beam;

import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.event.Position;
import java.util.Objects;

/**
 * The features of one entity at one of its events: a row of a backfill, or of what was served live.
 *
 * @param position of the event
 * @param known when the event was known, milliseconds since 1970
 * @param ts when it happened, milliseconds since 1970
 * @param eventId empty where the source declares none
 * @param entity the entity's id; empty in rows that join several entities
 * @param asOf the instant the features are of: {@code ts}, or the state's newest event if later
 * @param features in the order of the view or the service
 */
public record EventFeatures(
    Position position,
    long known,
    long ts,
    String eventId,
    String entity,
    long asOf,
    FeatureRow features) {
  public EventFeatures {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(eventId, "eventId");
    Objects.requireNonNull(entity, "entity");
    Objects.requireNonNull(features, "features");
  }
}
