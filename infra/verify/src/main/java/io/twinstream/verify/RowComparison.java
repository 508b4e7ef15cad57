package io.twinstream.verify;

import io.twinstream.features.row.FeatureRow;
import java.util.List;

/**
 * Compares rows of features, bit for bit.
 *
 * @param names of the features
 * @param one what the first row is, as in "5.0 in the rows"
 * @param other what the second row is
 */
public record RowComparison(List<String> names, String one, String other) {

  /**
   * Compares two rows.
   *
   * @param first null if there is no such row: then every value differs
   * @param where which rows they are, as in "at orders.csv/0@33"
   */
  public void compare(FeatureRow first, FeatureRow second, String where, Differences into) {
    for (int i = 0; i < second.size(); i++) {
      if (first != null && second.isSame(i, first)) {
        into.equal();
      } else {
        Object value = first == null ? "no row" : first.value(i);
        into.differ(
            "%s %s: %s %s, %s %s"
                .formatted(names.get(i), where, value, one, second.value(i), other));
      }
    }
  }
}
