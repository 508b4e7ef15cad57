package io.twinstream.offline.models.learning;

import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.onnx.OnnxGraph;
import io.twinstream.offline.models.onnx.Tree;
import io.twinstream.offline.models.onnx.TreeEnsemble;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Learns gradient-boosted trees with XGBoost.
 *
 * <p>It uses one thread: with more threads, sums of gradients depend on their number, and the same
 * rows would not give the same model on every machine.
 *
 * @param rounds the number of trees
 * @param parameters XGBoost's own, such as {@code eta} and {@code max_depth}
 */
public record BoostedTrees(int rounds, Map<String, Double> parameters) implements Learner {
  public BoostedTrees {
    parameters = Map.copyOf(parameters);
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds must be at least 1, is " + rounds);
    }
  }

  @Override
  public Learned learn(LabelledRows rows, int[] selection, double positiveWeight, long seed) {
    Map<String, Object> all = new TreeMap<>(parameters);
    all.put("objective", "binary:logistic");
    all.put("tree_method", "hist");
    all.put("nthread", 1);
    all.put("seed", seed);
    all.put("verbosity", 0);
    // XGBoost does not accept a whole number written as a double for an integer parameter.
    all.replaceAll(
        (name, value) -> value instanceof Double d && d == d.intValue() ? d.intValue() : value);
    try {
      DMatrix matrix = matrix(rows, selection);
      try {
        matrix.setLabel(labels(rows, selection));
        matrix.setWeight(weights(rows, selection, positiveWeight));
        Booster booster = XGBoost.train(matrix, all, rounds, Map.of(), null, null);
        return new Boosted(booster, BoosterJson.read(booster.toByteArray("json")), rows.features());
      } finally {
        matrix.dispose();
      }
    } catch (XGBoostError e) {
      throw new ModelException("XGBoost cannot learn: " + e.getMessage(), e);
    } catch (UnsatisfiedLinkError | ExceptionInInitializerError e) {
      throw new ModelException(
          "XGBoost's library cannot be loaded; on Linux it needs libgomp: install libgomp1", e);
    }
  }

  private static DMatrix matrix(LabelledRows rows, int[] selection) throws XGBoostError {
    return new DMatrix(rows.values(selection), selection.length, rows.width(), Float.NaN);
  }

  private static float[] labels(LabelledRows rows, int[] selection) {
    float[] labels = new float[selection.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = rows.positive()[selection[i]] ? 1 : 0;
    }
    return labels;
  }

  private static float[] weights(LabelledRows rows, int[] selection, double positiveWeight) {
    float[] weights = new float[selection.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = rows.positive()[selection[i]] ? (float) positiveWeight : 1;
    }
    return weights;
  }

  /** The importance is the mean gain of the splits on the feature. */
  record Boosted(Booster booster, BoosterJson model, List<String> features) implements Learned {
    @Override
    public double[] margins(LabelledRows rows, int[] selection) {
      if (selection.length == 0) {
        return new double[0];
      }
      try {
        DMatrix matrix = matrix(rows, selection);
        try {
          float[][] predicted = booster.predict(matrix, true);
          double[] margins = new double[selection.length];
          for (int i = 0; i < margins.length; i++) {
            margins[i] = predicted[i][0];
          }
          return margins;
        } finally {
          matrix.dispose();
        }
      } catch (XGBoostError e) {
        throw new ModelException("XGBoost cannot predict: " + e.getMessage(), e);
      }
    }

    @Override
    public String addTo(OnnxGraph graph) {
      return graph.doubles(TreeEnsemble.add(graph, model.trees(), model.baseMargin()));
    }

    @Override
    public Map<String, Double> importance() {
      try {
        Map<String, Double> gains = new LinkedHashMap<>();
        Map<String, Double> found = booster.getScore("", "gain");
        for (int i = 0; i < features.size(); i++) {
          gains.put(features.get(i), found.getOrDefault("f" + i, 0.0));
        }
        return gains;
      } catch (XGBoostError e) {
        throw new ModelException("XGBoost cannot return the gains: " + e.getMessage(), e);
      }
    }

    List<Tree> trees() {
      return model.trees();
    }
  }
}
