package io.twinstream.serving.score;

import io.twinstream.serving.reading.EntityRow;
import io.twinstream.serving.reading.FeatureList;
import java.util.List;
import java.util.Optional;

/**
 * A request for scores, one per row.
 *
 * @param list the service's features
 * @param model the requested model, {@code name@version}; empty for the model of the row's entity
 * @param features whether the answer includes them
 * @param reasons whether the answer includes contributions
 * @param many whether the request has a list of rows, so that the answer has one too
 */
record ScoreRequest(
    Scoring scoring,
    FeatureList list,
    List<EntityRow> rows,
    Optional<String> model,
    boolean features,
    boolean reasons,
    boolean many) {

  /** The model of a row; empty if only rules score. */
  Optional<String> model(int row) {
    return model.isPresent() ? model : scoring.model(rows.get(row).entities());
  }
}
