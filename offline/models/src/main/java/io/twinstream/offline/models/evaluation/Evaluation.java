package io.twinstream.offline.models.evaluation;

import io.twinstream.offline.models.learning.LabelledRows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The metrics and curves of a model on some rows.
 *
 * @param rows the number of rows
 * @param positives the number of positive rows
 * @param metrics by name; metrics that are not defined for the rows are left out
 * @param roc false positive rate against true positive rate
 * @param precisionRecall recall against precision
 * @param calibration mean probability against share of positive rows
 */
public record Evaluation(
    int rows,
    int positives,
    Map<String, Double> metrics,
    List<Point> roc,
    List<Point> precisionRecall,
    List<Point> calibration) {
  public static final String ROC_AUC = "roc_auc";
  public static final String AVERAGE_PRECISION = "average_precision";
  public static final String BRIER = "brier";

  /** Returns the name of the card precision at k. */
  public static String cardPrecision(int k) {
    return "card_precision_at_" + k;
  }

  /**
   * Evaluates scores.
   *
   * @param selection the rows, in the order of the scores
   * @param k for {@link CardPrecision}, which is computed if the rows have groups
   */
  public static Evaluation of(LabelledRows rows, int[] selection, double[] scores, int k) {
    boolean[] positive = rows.positive(selection);
    Ranking ranking = Ranking.of(scores, positive);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(ROC_AUC, ranking.rocAuc());
    metrics.put(AVERAGE_PRECISION, ranking.averagePrecision());
    if (rows.hasGroups()) {
      int[] groups = new int[selection.length];
      long[] times = new long[selection.length];
      for (int i = 0; i < selection.length; i++) {
        groups[i] = rows.groups()[selection[i]];
        times[i] = rows.times()[selection[i]];
      }
      metrics.put(cardPrecision(k), CardPrecision.at(k, scores, positive, groups, times));
    }
    metrics.put(BRIER, Reliability.brier(scores, positive));
    metrics.values().removeIf(value -> Double.isNaN(value));
    return new Evaluation(
        selection.length,
        rows.positives(selection),
        metrics,
        ranking.rocCurve(),
        ranking.precisionRecallCurve(),
        Reliability.curve(scores, positive));
  }

  /** Returns the value of a metric; NaN if it is not defined. */
  public double metric(String name) {
    return metrics.getOrDefault(name, Double.NaN);
  }
}
