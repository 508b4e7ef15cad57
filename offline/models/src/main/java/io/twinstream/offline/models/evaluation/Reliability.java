package io.twinstream.offline.models.evaluation;

import java.util.ArrayList;
import java.util.List;

/** How well probabilities agree with the observed shares of positive rows. */
public final class Reliability {
  private static final int BINS = 18;

  private Reliability() {}

  /**
   * Returns the Brier score: the mean squared difference from the label, 0 or 1. NaN without rows.
   */
  public static double brier(double[] probabilities, boolean[] positive) {
    double sum = 0;
    for (int i = 0; i < probabilities.length; i++) {
      double off = probabilities[i] - (positive[i] ? 1 : 0);
      sum += off * off;
    }
    return sum / probabilities.length;
  }

  /**
   * Returns the calibration curve: for each bin of probabilities that has rows, their mean against
   * the share of positive rows. Bins are one wide in log-odds, so that rare events have as many as
   * common ones: 0.0009 to 0.0025 to 0.0067 to 0.018 to 0.047 and so on.
   */
  public static List<Point> curve(double[] probabilities, boolean[] positive) {
    double[] sums = new double[BINS];
    int[] hits = new int[BINS];
    int[] rows = new int[BINS];
    for (int i = 0; i < probabilities.length; i++) {
      double odds = probabilities[i] / (1 - probabilities[i]);
      int bin = (int) Math.max(0, Math.min(BINS - 1, Math.floor(Math.log(odds)) + BINS / 2));
      sums[bin] += probabilities[i];
      hits[bin] += positive[i] ? 1 : 0;
      rows[bin]++;
    }
    List<Point> curve = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      if (rows[bin] > 0) {
        curve.add(new Point(sums[bin] / rows[bin], hits[bin] / (double) rows[bin]));
      }
    }
    return curve;
  }
}
