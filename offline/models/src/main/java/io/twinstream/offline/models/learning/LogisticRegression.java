package io.twinstream.offline.models.learning;

import io.twinstream.offline.models.onnx.OnnxGraph;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Logistic regression on standardized features with a ridge penalty; a missing value counts as the
 * mean of the feature.
 *
 * @param l2 the weight of the penalty: 1 / C in scikit-learn
 */
public record LogisticRegression(double l2) implements Learner {
  @Override
  public Learned learn(LabelledRows rows, int[] selection, double positiveWeight, long seed) {
    Standardization scale = Standardization.of(rows, selection);
    Design design = new Design(rows, selection, scale, positiveWeight);
    double[] solution = new Newton(design, rows.width() + 1, l2).minimise();
    double[] weights = new double[rows.width()];
    double intercept = solution[rows.width()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = solution[i] / scale.deviations()[i];
      intercept -= weights[i] * scale.means()[i];
    }
    Map<String, Double> importance = new LinkedHashMap<>();
    for (int i = 0; i < weights.length; i++) {
      importance.put(rows.features().get(i), solution[i]);
    }
    return new Linear(scale.means(), weights, intercept, importance);
  }

  private record Design(
      LabelledRows rows, int[] selection, Standardization scale, double positiveWeight)
      implements Newton.Rows {
    @Override
    public int count() {
      return selection.length;
    }

    @Override
    public boolean positive(int row) {
      return rows.positive()[selection[row]];
    }

    @Override
    public double weight(int row) {
      return positive(row) ? positiveWeight : 1;
    }

    @Override
    public void fill(int row, double[] columns) {
      int width = rows.width();
      int at = selection[row] * width;
      for (int i = 0; i < width; i++) {
        float value = rows.values()[at + i];
        columns[i] = Float.isNaN(value) ? 0 : (value - scale.means()[i]) / scale.deviations()[i];
      }
      columns[width] = 1;
    }
  }

  /** The importance is the weight of the standardized feature. */
  private record Linear(
      double[] means, double[] weights, double intercept, Map<String, Double> importance)
      implements Learned {
    @Override
    public double[] margins(LabelledRows rows, int[] selection) {
      double[] margins = new double[selection.length];
      for (int i = 0; i < selection.length; i++) {
        int at = selection[i] * weights.length;
        double sum = intercept;
        for (int j = 0; j < weights.length; j++) {
          float value = rows.values()[at + j];
          sum += weights[j] * (Float.isNaN(value) ? means[j] : value);
        }
        margins[i] = sum;
      }
      return margins;
    }

    @Override
    public String addTo(OnnxGraph graph) {
      return graph.linear(means, weights, intercept);
    }
  }
}
