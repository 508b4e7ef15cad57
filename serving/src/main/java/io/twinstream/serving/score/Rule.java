package io.twinstream.serving.score;

import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.ServiceCondition;
import java.util.Optional;

/**
 * A rule that scores if no model does.
 *
 * @param when its condition; empty for always
 * @param reason that is returned with the score
 */
record Rule(Optional<ServiceCondition> when, double score, String reason) {

  /** Whether the rule matches a row; its features are null if they are not known. */
  boolean holds(FeatureRow features, FeatureRow request) {
    return when.isEmpty() || when.get().holds(features, request);
  }
}
