package io.twinstream.offline.log.asof;

import io.twinstream.features.row.FeatureRow;
import java.util.Collections;
import java.util.List;

/**
 * The features of a service as of an instant.
 *
 * @param features in the service's order
 * @param views what its views have to say, in their order; of an entity that was not named as of
 *     one never seen
 * @param asOf the effective as-of: the instant asked for, or the newest event seen if later,
 *     milliseconds since 1970
 * @param mass of the states of the views
 */
public record AsOfAnswer(FeatureRow features, List<AsOfView> views, long asOf, long mass) {
  public AsOfAnswer {
    views = Collections.unmodifiableList(views); // with nulls
  }
}
