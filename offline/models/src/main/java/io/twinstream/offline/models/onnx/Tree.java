package io.twinstream.offline.models.onnx;

/**
 * A binary regression tree: node {@code i} sends a row left where {@code row[feature[i]] <
 * value[i]} in float32, and is a leaf of that value where {@code left[i]} is negative. Node 0 is
 * the root.
 *
 * @param missingLeft whether a node sends rows left whose feature is NaN
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a value
public record Tree(int[] feature, float[] value, int[] left, int[] right, boolean[] missingLeft) {
  /** Checks that the arrays are of one length. */
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
