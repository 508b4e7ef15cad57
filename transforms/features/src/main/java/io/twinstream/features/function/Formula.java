package io.twinstream.features.function;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.row.FeatureRow;

/** Computes the value of a feature from the merged partial aggregates of its window. */
@FunctionalInterface
public interface Formula {
  /**
   * Sets one value of a row; it stays null if the feature has no value.
   *
   * @param partials the merged partial aggregates of the tiles that the window sees
   * @param asOf the effective as-of instant, in milliseconds
   * @param out the row to write to
   * @param index the index of the value in the row
   */
  void finish(Column.Row partials, long asOf, FeatureRow out, int index);
}
