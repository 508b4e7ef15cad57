package io.twinstream.serving.feature;

import io.twinstream.features.aggregate.FeatureRow;
import java.util.List;
import java.util.Map;

/**
 * A question about entities, one per row.
 *
 * @param many whether the caller asked for rows, and gets rows
 */
record OnlineRequest(FeatureList list, List<Row> rows, boolean many) {

  /**
   * One set of entities.
   *
   * @param entities ids by the entity's name, as given
   * @param ids the id for each of the list's views
   * @param request the request's fields by slot
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Row(Map<String, String> entities, String[] ids, FeatureRow request) {}
}
