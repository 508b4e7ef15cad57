package io.twinstream.offline.models.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Adds a sum of trees to a graph, as one operator. */
public final class TreeEnsemble {
  private final List<Tree> trees;

  private TreeEnsemble(List<Tree> trees) {
    this.trees = trees;
  }

  /**
   * Adds the sum of the values of the leaves that a row of features reaches.
   *
   * @param base is added to each sum
   * @return the name of the output, a float tensor {@code [n, 1]}
   */
  public static String add(OnnxGraph graph, List<Tree> trees, float base) {
    return new TreeEnsemble(trees).addTo(graph, base);
  }

  private String addTo(OnnxGraph graph, float base) {
    int nodes = trees.stream().mapToInt(Tree::size).sum();
    long[] tree = new long[nodes];
    long[] node = new long[nodes];
    long[] feature = new long[nodes];
    long[] left = new long[nodes];
    long[] right = new long[nodes];
    long[] missingLeft = new long[nodes];
    float[] threshold = new float[nodes];
    List<String> modes = new ArrayList<>(nodes);
    Leaves leaves = new Leaves(nodes);
    int at = 0;
    for (int t = 0; t < trees.size(); t++) {
      Tree one = trees.get(t);
      for (int i = 0; i < one.size(); i++, at++) {
        tree[at] = t;
        node[at] = i;
        modes.add(one.isLeaf(i) ? "LEAF" : "BRANCH_LT");
        if (one.isLeaf(i)) {
          leaves.add(t, i, one.value()[i]);
        } else {
          feature[at] = one.feature()[i];
          threshold[at] = one.value()[i];
          left[at] = one.left()[i];
          right[at] = one.right()[i];
          missingLeft[at] = one.missingLeft()[i] ? 1 : 0;
        }
      }
    }
    Attributes attributes =
        new Attributes()
            .text("aggregate_function", "SUM")
            .floats("base_values", base)
            .number("n_targets", 1)
            .numbers("nodes_treeids", tree)
            .numbers("nodes_nodeids", node)
            .numbers("nodes_featureids", feature)
            .texts("nodes_modes", modes)
            .floats("nodes_values", threshold)
            .numbers("nodes_truenodeids", left)
            .numbers("nodes_falsenodeids", right)
            .numbers("nodes_missing_value_tracks_true", missingLeft)
            .text("post_transform", "NONE");
    leaves.describe(attributes);
    return graph.machineLearning("TreeEnsembleRegressor", attributes, OnnxGraph.INPUT);
  }

  /** The leaves of all trees. */
  private static final class Leaves {
    private final long[] tree;
    private final long[] node;
    private final float[] value;
    private int count;

    Leaves(int capacity) {
      tree = new long[capacity];
      node = new long[capacity];
      value = new float[capacity];
    }

    void add(int tree, int node, float value) {
      this.tree[count] = tree;
      this.node[count] = node;
      this.value[count++] = value;
    }

    void describe(Attributes attributes) {
      attributes
          .numbers("target_treeids", Arrays.copyOf(tree, count))
          .numbers("target_nodeids", Arrays.copyOf(node, count))
          .numbers("target_ids", new long[count])
          .floats("target_weights", Arrays.copyOf(value, count));
    }
  }
}
