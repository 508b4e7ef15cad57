package io.twinstream.offline.log.asof;

import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.row.FeatureRow;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks up the written rows of one view, in files or another store. Safe for use by many threads.
 */
public interface WrittenRows {
  /**
   * One entity as of one instant.
   *
   * @param known milliseconds since 1970
   */
  record Wanted(String entity, long known) {}

  /**
   * The last row of an entity.
   *
   * @param index the index of the request
   * @param asOf the as-of of the row, in milliseconds since 1970
   * @param count the count of the state that it was computed from
   * @param features in the order of the view
   */
  record Found(int index, long asOf, long count, FeatureRow features) {}

  /**
   * Looks up the last row of each entity: by known time, then by its state, then by position.
   * Requests without a row are left out.
   *
   * @param visibility inclusive: known at or before the instant; exclusive: before it
   * @throws io.twinstream.offline.log.file.HistoryException if the rows cannot be read
   */
  void find(List<Wanted> wanted, Visibility visibility, Consumer<Found> found);
}
