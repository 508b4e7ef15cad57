package io.twinstream.offline.models.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whether probabilities are what they say. */
public final class Reliability {
  private Reliability() {}

  /** The Brier score: the mean squared difference from the label, 0 or 1. NaN without rows. */
  public static double brier(double[] probabilities, boolean[] positive) {
    double sum = 0;
    for (int i = 0; i < probabilities.length; i++) {
      double off = probabilities[i] - (positive[i] ? 1 : 0);
      sum += off * off;
    }
    return sum / probabilities.length;
  }

  /**
   * The calibration curve: the mean probability of each bin against its share of positive rows.
   * Bins hold equally many rows, except that rows of one probability stay together.
   */
  public static List<Point> curve(double[] probabilities, boolean[] positive, int bins) {
    Integer[] order = new Integer[probabilities.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(probabilities[a], probabilities[b]));
    List<Point> curve = new ArrayList<>();
    int from = 0;
    for (int bin = 1; bin <= bins && from < order.length; bin++) {
      int to = Math.max(from + 1, (int) ((long) order.length * bin / bins));
      while (to < order.length && probabilities[order[to]] == probabilities[order[to - 1]]) {
        to++;
      }
      double sum = 0;
      int hits = 0;
      for (int i = from; i < to; i++) {
        sum += probabilities[order[i]];
        hits += positive[order[i]] ? 1 : 0;
      }
      curve.add(new Point(sum / (to - from), hits / (double) (to - from)));
      from = to;
    }
    return curve;
  }
}
