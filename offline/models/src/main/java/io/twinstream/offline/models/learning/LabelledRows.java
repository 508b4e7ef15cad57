package io.twinstream.offline.models.learning;

import java.util.List;

/**
 * Rows of features with labels, in the order of time, for training and evaluation. The arrays
 * belong to this object and must not be changed.
 *
 * @param features the names of the columns
 * @param values row by row, in the form of model input: null is NaN
 * @param positive the labels
 * @param times the times of the rows, in milliseconds since 1970
 * @param groups the group of each row, such as its card, numbered from 0; empty if not needed
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared by value.
public record LabelledRows(
    List<String> features, float[] values, boolean[] positive, long[] times, int[] groups) {
  /** Checks that the lengths of the arrays agree. */
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

  /** Returns the number of features of a row. */
  public int width() {
    return features.size();
  }

  public boolean hasGroups() {
    return groups.length > 0 || size() == 0;
  }

  /** Returns the values of some rows, row by row. */
  public float[] values(int[] rows) {
    float[] selected = new float[rows.length * width()];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * width(), selected, i * width(), width());
    }
    return selected;
  }

  /** Returns the labels of some rows. */
  public boolean[] positive(int[] rows) {
    boolean[] selected = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      selected[i] = positive[rows[i]];
    }
    return selected;
  }

  /** Returns the number of positive rows among some rows. */
  public int positives(int[] rows) {
    int count = 0;
    for (int row : rows) {
      count += positive[row] ? 1 : 0;
    }
    return count;
  }
}
