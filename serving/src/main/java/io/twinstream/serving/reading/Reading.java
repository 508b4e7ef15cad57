package io.twinstream.serving.reading;

import io.twinstream.features.row.FeatureRow;
import java.util.List;

/**
 * The result of a {@link FeatureReader}.
 *
 * @param asOf the time of evaluation, in milliseconds since 1970
 * @param rows one for each requested row, in order
 * @param degradation whether the store answered, and the fallback if not
 */
public record Reading(long asOf, List<Row> rows, Degradation degradation) {

  /**
   * The features of one {@link EntityRow}.
   *
   * @param values in the order of the list
   * @param views in the order of the list's views
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Row(FeatureRow values, ViewReading[] views) {}
}
