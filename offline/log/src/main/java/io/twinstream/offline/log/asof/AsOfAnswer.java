package io.twinstream.offline.log.asof;

import io.twinstream.features.row.FeatureRow;
import java.util.Collections;
import java.util.List;

/**
 * The features of a service as of an instant.
 *
 * @param features in the order of the service
 * @param views the results of its views, in their order; for an entity that was not named, those of
 *     an entity without events
 * @param asOf the effective as-of: the instant of the question, or the time of the newest event
 *     seen if later, in milliseconds since 1970
 * @param count the sum of the counts of the views' states
 */
public record AsOfAnswer(FeatureRow features, List<AsOfView> views, long asOf, long count) {
  public AsOfAnswer {
    views = Collections.unmodifiableList(views); // with nulls
  }
}
