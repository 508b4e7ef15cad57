package io.twinstream.serving.score;

import io.twinstream.serving.reading.EntityRow;
import io.twinstream.serving.reading.FeatureList;
import java.util.List;
import java.util.Optional;

/**
 * A question for scores, one per row.
 *
 * @param list the service's features
 * @param model the one that the caller wants, {@code name@version}; empty for the one that takes
 *     the row's entity
 * @param features whether the answer shows them
 * @param reasons whether the answer says what the score is owed to
 * @param many whether the caller asked for rows, and gets rows
 */
record ScoreRequest(
    Scoring scoring,
    FeatureList list,
    List<EntityRow> rows,
    Optional<String> model,
    boolean features,
    boolean reasons,
    boolean many) {

  /** The model that takes a row; empty where rules alone score. */
  Optional<String> model(int row) {
    return model.isPresent() ? model : scoring.model(rows.get(row).entities());
  }
}
