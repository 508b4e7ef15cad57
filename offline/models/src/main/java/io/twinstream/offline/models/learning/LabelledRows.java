package io.twinstream.offline.models.learning;

import java.util.List;

/**
 * Rows of features with what became of them: what models learn from and are judged by. In the order
 * of time. The arrays are its own from then on.
 *
 * @param features the names of the columns
 * @param values row by row, as a model gets them: null is NaN
 * @param positive the labels
 * @param times when the rows happened, in milliseconds since 1970
 * @param groups whom the rows are about, such as cards, numbered from 0; empty if nobody asks
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a value
public record LabelledRows(
    List<String> features, float[] values, boolean[] positive, long[] times, int[] groups) {
  /** Checks that the arrays fit together. */
  public LabelledRows {
    features = List.copyOf(features);
    int rows = positive.length;
    if (values.length != rows * features.size()
        || times.length != rows
        || (groups.length != rows && groups.length != 0)) {
      throw new IllegalArgumentException("the arrays of " + rows + " rows differ in length");
    }
  }

  public int size() {
    return positive.length;
  }

  /** How many features a row has. */
  public int width() {
    return features.size();
  }

  public boolean hasGroups() {
    return groups.length > 0 || size() == 0;
  }

  /** The values of some rows, row by row. */
  public float[] values(int[] rows) {
    float[] selected = new float[rows.length * width()];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * width(), selected, i * width(), width());
    }
    return selected;
  }

  /** The labels of some rows. */
  public boolean[] positive(int[] rows) {
    boolean[] selected = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      selected[i] = positive[rows[i]];
    }
    return selected;
  }

  /** How many of some rows are positive. */
  public int positives(int[] rows) {
    int count = 0;
    for (int row : rows) {
      count += positive[row] ? 1 : 0;
    }
    return count;
  }
}
