package io.twinstream.offline.log;

import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.event.Event;
import java.util.List;
import java.util.Objects;

/**
 * The features of one event, as they were served or as a backfill computed them.
 *
 * @param event whose features they are; only the fields that pass through need to have values
 * @param keys the ids of the entities, in the order of the table's key columns
 * @param asOf the instant at which the state was evaluated, milliseconds since 1970
 * @param mass of the state: of two rows of an event with the same as-of instant the greater is
 *     newer
 * @param features in the order of the table's feature columns
 */
public record FeatureRecord(
    Event event, List<String> keys, long asOf, long mass, FeatureRow features) {
  public FeatureRecord {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(features, "features");
    keys = List.copyOf(keys);
  }
}
