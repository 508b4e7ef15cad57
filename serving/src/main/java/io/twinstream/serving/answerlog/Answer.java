package io.twinstream.serving.answerlog;

import io.twinstream.serving.reading.EntityRow;
import io.twinstream.serving.reading.FeatureList;
import io.twinstream.serving.reading.Reading;

/**
 * One answered row, for the answer log.
 *
 * @param at the time of evaluation, in milliseconds since 1970
 * @param service the service; null for a list of names
 * @param list the features
 * @param asked the requested row
 * @param answered the values; null if the store did not answer
 * @param score null for features without a score
 */
public record Answer(
    long at, String service, FeatureList list, EntityRow asked, Reading.Row answered, Score score) {

  /**
   * The score of an answered row.
   *
   * @param value NaN if there was none
   * @param model {@code name@version}; null for a rule
   * @param decision null without a threshold
   * @param fallback why no model scored; null if one did
   * @param shadow whether the score is a shadow's, which was not returned
   */
  public record Score(
      double value, String model, String decision, String fallback, boolean shadow) {}
}
