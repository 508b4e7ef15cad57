package io.twinstream.offline.models.drift;

import io.twinstream.features.aggregate.column.StateWriter;

/**
 * How often which values occur in one column of some rows. Summaries merge in any order to the same
 * bytes, because a summary depends only on the set of values.
 */
public interface ColumnSummary {
  /** Returns the number of rows without a value. */
  long missing();

  /** Returns the number of rows with a value. */
  long present();

  /** Returns the number of rows. */
  default long rows() {
    return missing() + present();
  }

  /** Returns the share of rows without a value; NaN for no rows. */
  default double missingShare() {
    return (double) missing() / rows();
  }

  /** Describes the type of the values for a reader. */
  String type();

  /**
   * Returns the summary of the rows of both.
   *
   * @throws DriftException if the values are of different types
   */
  default ColumnSummary merge(ColumnSummary that) {
    if (that.present() == 0) {
      return withMissing(that.missing());
    }
    return present() == 0 ? that.withMissing(missing()) : mergeValues(that);
  }

  /** Returns the summary with more rows without a value. */
  ColumnSummary withMissing(long more);

  /** Returns the summary of the rows of both, which both have values. */
  ColumnSummary mergeValues(ColumnSummary that);

  /** Writes the values, without their number. */
  void write(StateWriter out);
}
