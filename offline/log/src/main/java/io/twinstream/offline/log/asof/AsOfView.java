package io.twinstream.offline.log.asof;

import io.twinstream.features.aggregate.Presence;
import io.twinstream.features.definition.View;
import io.twinstream.features.row.FeatureRow;

/**
 * What a view has to say of an entity as of an instant.
 *
 * @param entity its id; empty if none was named
 * @param presence of a missing or expired entity the features are those of the empty set
 * @param newest the time of the newest event that is seen, milliseconds since 1970; {@link
 *     Long#MIN_VALUE} for none
 * @param asOf the instant that the features are of: the one asked for, or the newest event if
 *     later; of a row that was written, the one it was written as of
 * @param mass of the state
 * @param features in the view's order
 */
public record AsOfView(
    View view,
    String entity,
    Presence presence,
    long newest,
    long asOf,
    long mass,
    FeatureRow features) {}
