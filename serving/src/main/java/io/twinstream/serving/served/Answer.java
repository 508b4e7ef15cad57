package io.twinstream.serving.served;

import io.twinstream.serving.reading.EntityRow;
import io.twinstream.serving.reading.FeatureList;
import io.twinstream.serving.reading.Reading;

/**
 * One row that was answered.
 *
 * @param at when it was evaluated, in milliseconds since 1970
 * @param service whose features they are; null for a list of names
 * @param list the features
 * @param asked for whom
 * @param answered the values; null if the store did not answer
 * @param score null for an answer of features alone
 */
public record Answer(
    long at, String service, FeatureList list, EntityRow asked, Reading.Row answered, Score score) {

  /**
   * A score that was made of the features.
   *
   * @param value NaN if there was none
   * @param model {@code name@version}; null for a rule
   * @param decision null without a threshold
   * @param fallback why it was not the model; null if it was
   * @param shadow whether it was answered by another model
   */
  public record Score(
      double value, String model, String decision, String fallback, boolean shadow) {}
}
