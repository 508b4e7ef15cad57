package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.row.FeatureRow;

/** How a feature's value is read from the merged partials of its window. */
@FunctionalInterface
interface Formula {
  /**
   * Sets one value of a row.
   *
   * @param partials the merge of the window's tiles
   * @param asOf the effective as-of instant, in milliseconds
   * @param out where the value goes
   * @param index which of the row's values; null until set
   */
  void finish(Column.Row partials, long asOf, FeatureRow out, int index);
}
