package io.twinstream.serving.score;

import io.twinstream.serving.reading.Degradation;
import io.twinstream.serving.reading.Reading;
import java.util.List;

/**
 * The score of one row.
 *
 * @param score NaN if neither a model nor a rule gave one
 * @param decision what it means; null without a threshold
 * @param model the model's name; null if it was a rule
 * @param version the model's version; null if it was a rule
 * @param fallback why it was not the model; null if it was
 * @param reasons what the score is owed to, the greatest share first
 * @param row what the score was made of; null if the store did not answer
 * @param degradation whether the row is what the store holds
 */
record Scored(
    double score,
    String decision,
    String model,
    String version,
    Fallback fallback,
    List<Reason> reasons,
    Reading.Row row,
    Degradation degradation) {

  /** Why a rule scores instead of a model. */
  enum Fallback {
    /** The online store failed. */
    STORE,
    /** The model is not loaded, failed, or gave no number. */
    MODEL,
    /** The score's deadline passed. */
    DEADLINE,
    /** More requests were waiting for models than may. */
    OVERLOAD,
    /** The service is scored by rules alone. */
    RULES
  }

  /**
   * A part of a score.
   *
   * @param what a feature's name, or a rule's reason
   * @param effect by how much the score differs from what it would be were the feature that of an
   *     entity never seen; NaN for a rule
   */
  record Reason(String what, double effect) {}
}
