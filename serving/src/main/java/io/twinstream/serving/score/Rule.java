package io.twinstream.serving.score;

import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.ServiceCondition;
import java.util.Optional;

/**
 * A score that stands in for a model's.
 *
 * @param when where it holds; empty for always
 * @param reason told with the score
 */
record Rule(Optional<ServiceCondition> when, double score, String reason) {

  /** Whether it gives the score of a row, whose features are null where none are known. */
  boolean holds(FeatureRow features, FeatureRow request) {
    return when.isEmpty() || when.get().holds(features, request);
  }
}
