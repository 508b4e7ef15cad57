package io.twinstream.offline.log.asof;

import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.row.FeatureRow;
import java.util.List;
import java.util.function.Consumer;

/** The rows of one view that somebody has written, wherever they are kept. Many threads may ask. */
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
   * @param index of what was wanted
   * @param asOf what the row is as of, milliseconds since 1970
   * @param mass of the state that it was computed from
   * @param features in the view's order
   */
  record Found(int index, long asOf, long mass, FeatureRow features) {}

  /**
   * Looks up the last row of each: by known time, then by its state, then by position. What was
   * wanted and has no row is left out.
   *
   * @param visibility inclusive: known at the instant or before; exclusive: before it
   * @throws io.twinstream.offline.log.file.HistoryException if they cannot be read
   */
  void find(List<Wanted> wanted, Visibility visibility, Consumer<Found> found);
}
