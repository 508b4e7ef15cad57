package io.twinstream.offline.models.onnx;

/**
 * A binary regression tree: node {@code i} sends a row left if {@code row[feature[i]] < value[i]}
 * in float32. It is a leaf with that value if {@code left[i]} is negative. Node 0 is the root.
 *
 * @param missingLeft whether a node sends rows whose feature is NaN to the left
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared by value.
public record Tree(int[] feature, float[] value, int[] left, int[] right, boolean[] missingLeft) {
  /** Checks that the arrays have the same length. */
  public Tree {
    int nodes = feature.length;
    if (value.length != nodes
        || left.length != nodes
        || right.length != nodes
        || missingLeft.length != nodes) {
      throw new IllegalArgumentException("the arrays of a tree differ in length");
    }
  }

  int size() {
    return feature.length;
  }

  boolean isLeaf(int node) {
    return left[node] < 0;
  }
}
