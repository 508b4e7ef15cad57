package io.twinstream.serving.reading;

import io.twinstream.features.row.FeatureRow;
import java.util.List;

/**
 * The answer of a {@link FeatureReader}.
 *
 * @param asOf when it was evaluated, in milliseconds since 1970
 * @param rows one for each that was asked for, in their order
 * @param degradation whether the store answered, and what stands in for it if not
 */
public record Reading(long asOf, List<Row> rows, Degradation degradation) {

  /**
   * The answer to one {@link EntityRow}.
   *
   * @param values by the list's order
   * @param views by the list's views
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Row(FeatureRow values, ViewReading[] views) {}
}
