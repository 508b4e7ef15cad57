package io.twinstream.offline.models.learning;

import io.twinstream.offline.models.onnx.OnnxGraph;
import java.util.Map;

/**
 * A learned model, which gives each row a margin: the logarithm of the odds that it is positive.
 */
public interface Learned {
  /** Returns the margins of some rows. */
  double[] margins(LabelledRows rows, int[] selection);

  /**
   * Adds the model to a graph.
   *
   * @return the name of its output, a double tensor {@code [n, 1]} of margins
   */
  String addTo(OnnxGraph graph);

  /**
   * Returns the importance of each feature by name. The measure depends on the kind of model; kinds
   * are not comparable.
   */
  Map<String, Double> importance();
}
