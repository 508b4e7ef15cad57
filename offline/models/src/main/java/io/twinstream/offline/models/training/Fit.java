package io.twinstream.offline.models.training;

import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.learning.Calibration;
import io.twinstream.offline.models.learning.LabelledRows;
import io.twinstream.offline.models.learning.Learned;
import io.twinstream.offline.models.learning.Logistic;
import io.twinstream.offline.models.onnx.OnnxGraph;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A model with its calibration.
 *
 * <p>The calibration is cross-fitted: each fifth of the rows, with whole groups, is scored by a
 * model that learned from the other four, and the calibration is fitted to all of these margins. So
 * all rows serve for learning, and no margin comes from a model that learned from its row.
 */
public record Fit(Learned model, Calibration calibration) {
  private static final int FOLDS = 5;

  /**
   * Learns from some rows.
   *
   * @param selection the rows
   * @throws ModelException if all of them have the same label
   */
  public static Fit of(LabelledRows rows, int[] selection, Recipe recipe) {
    requireBothKinds(rows, selection);
    Learned model = learn(rows, selection, recipe);
    return new Fit(
        model, recipe.calibrated() ? calibration(rows, selection, recipe) : Calibration.NONE);
  }

  private static void requireBothKinds(LabelledRows rows, int[] selection) {
    int positives = rows.positives(selection);
    if (positives == 0 || positives == selection.length) {
      throw new ModelException(
          "of %d training rows %d are positive; training needs rows of both kinds"
              .formatted(selection.length, positives));
    }
  }

  private static Learned learn(LabelledRows rows, int[] selection, Recipe recipe) {
    double weight = recipe.positiveWeight().of(rows.positives(selection), selection.length);
    return recipe.kind().learner(recipe.parameters()).learn(rows, selection, weight, recipe.seed());
  }

  private static Calibration calibration(LabelledRows rows, int[] selection, Recipe recipe) {
    int[] folds = folds(rows, selection, recipe.seed());
    double[] margins = new double[selection.length];
    for (int fold = 0; fold < FOLDS; fold++) {
      int held = fold;
      int[] out = IntStream.range(0, folds.length).filter(i -> folds[i] == held).toArray();
      int[] in = IntStream.range(0, folds.length).filter(i -> folds[i] != held).toArray();
      int[] learned = Arrays.stream(in).map(i -> selection[i]).toArray();
      requireBothKinds(rows, learned);
      int[] judged = Arrays.stream(out).map(i -> selection[i]).toArray();
      double[] given = learn(rows, learned, recipe).margins(rows, judged);
      for (int i = 0; i < out.length; i++) {
        margins[out[i]] = given[i];
      }
    }
    return Calibration.of(margins, rows.positive(selection));
  }

  private static int[] folds(LabelledRows rows, int[] selection, long seed) {
    return Arrays.stream(selection)
        .map(row -> rows.hasGroups() ? rows.groups()[row] : row)
        .map(unit -> new SplittableRandom(seed ^ (unit * 0x9E3779B97F4A7C15L)).nextInt(FOLDS))
        .toArray();
  }

  /** Returns the probabilities of some rows, as the trainer computes them. */
  public double[] probabilities(LabelledRows rows, int[] selection) {
    double[] scores = model.margins(rows, selection);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Logistic.probability(calibration.margin(scores[i]));
    }
    return scores;
  }

  /** Returns the model as an ONNX file. */
  public byte[] onnx(int width, Map<String, String> metadata) {
    OnnxGraph graph = new OnnxGraph(width);
    String margin = model.addTo(graph);
    return graph.probability(
        graph.affine(margin, calibration.slope(), calibration.offset()), metadata);
  }
}
