package io.twinstream.serving.score;

import io.twinstream.serving.reading.Degradation;
import io.twinstream.serving.reading.Reading;
import java.util.List;

/**
 * The score of one row.
 *
 * @param score NaN if neither a model nor a rule scored
 * @param decision derived from the score; null without a threshold
 * @param model the model's name; null if a rule scored
 * @param version the model's version; null if a rule scored
 * @param fallback why no model scored; null if one did
 * @param reasons the contributions, the largest first
 * @param row the features; null if the store did not answer
 * @param degradation the fallback that the features come from
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

  /** Why a rule scored instead of a model. */
  enum Fallback {
    /** The online store failed. */
    STORE,
    /** The model is not loaded, failed, or returned no number. */
    MODEL,
    /** The deadline of the score passed. */
    DEADLINE,
    /** The queue for models is full. */
    OVERLOAD,
    /** The service has only rules. */
    RULES
  }

  /**
   * A contribution to a score.
   *
   * @param what a feature's name, or a rule's reason
   * @param effect the score minus the score if the feature had the value of an entity without
   *     events; NaN for a rule
   */
  record Reason(String what, double effect) {}
}
