package io.twinstream.serving.feature;

import io.twinstream.features.aggregate.FeatureRow;
import java.util.List;

/**
 * The answer to an {@link OnlineRequest}.
 *
 * @param asOf when it was evaluated, in milliseconds since 1970
 * @param rows one for each of the request's, in their order
 */
record OnlineAnswer(OnlineRequest request, long asOf, List<Row> rows) {

  /**
   * @param values by the list's order
   * @param readings by the list's views
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Row(FeatureRow values, ViewReading[] readings) {}
}
