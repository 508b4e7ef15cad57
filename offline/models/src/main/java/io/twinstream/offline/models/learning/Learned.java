package io.twinstream.offline.models.learning;

import io.twinstream.offline.models.onnx.OnnxGraph;
import java.util.Map;

/** A learned model: gives each row a margin, the logarithm of its odds of being positive. */
public interface Learned {
  /** The margins of some rows. */
  double[] margins(LabelledRows rows, int[] selection);

  /**
   * Writes the model.
   *
   * @return the name of its output, a double tensor {@code [n, 1]} of margins
   */
  String addTo(OnnxGraph graph);

  /** How much each feature matters, by its name: of a kind that the model has, not comparable. */
  Map<String, Double> importance();
}
