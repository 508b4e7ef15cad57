package io.twinstream.serving.reading;

import io.twinstream.features.aggregate.FeatureRow;
import java.util.List;

/**
 * The answer of a {@link FeatureReader}.
 *
 * @param asOf when it was evaluated, in milliseconds since 1970
 * @param rows one for each that was asked for, in their order
 */
public record Reading(long asOf, List<Row> rows) {

  /**
   * The answer to one {@link EntityRow}.
   *
   * @param values by the list's order
   * @param views by the list's views
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Row(FeatureRow values, ViewReading[] views) {}
}
