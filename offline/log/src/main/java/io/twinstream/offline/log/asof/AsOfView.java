package io.twinstream.offline.log.asof;

import io.twinstream.features.aggregate.Presence;
import io.twinstream.features.definition.View;
import io.twinstream.features.row.FeatureRow;

/**
 * The features of a view for an entity as of an instant.
 *
 * @param entity the id of the entity; empty if none was named
 * @param presence a missing or expired entity has the features of no events
 * @param newest the time of the newest event that is seen, in milliseconds since 1970; {@link
 *     Long#MIN_VALUE} for none
 * @param asOf the effective as-of: the instant of the question, or the time of the newest event if
 *     later; for a written row, the as-of of the row
 * @param count the count of the state
 * @param features in the order of the view
 */
public record AsOfView(
    View view,
    String entity,
    Presence presence,
    long newest,
    long asOf,
    long count,
    FeatureRow features) {}
