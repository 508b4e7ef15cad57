package io.twinstream.offline.models.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well scores rank positive rows before others. Rows with equal scores are one step of every
 * curve, so their order in the data does not matter.
 */
public final class Ranking {
  private final long[] truePositives;
  private final long[] falsePositives;
  private final long positives;
  private final long negatives;

  private Ranking(long[] truePositives, long[] falsePositives) {
    this.truePositives = truePositives;
    this.falsePositives = falsePositives;
    int last = truePositives.length - 1;
    this.positives = last < 0 ? 0 : truePositives[last];
    this.negatives = last < 0 ? 0 : falsePositives[last];
  }

  /**
   * Ranks rows by score, the greatest first.
   *
   * @throws IllegalArgumentException if a score is NaN
   */
  public static Ranking of(double[] scores, boolean[] positive) {
    for (double score : scores) {
      if (Double.isNaN(score)) {
        throw new IllegalArgumentException("a score is NaN");
      }
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted((a, b) -> Double.compare(scores[b], scores[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<long[]> steps = new ArrayList<>();
    long hits = 0;
    for (int i = 0; i < order.length; i++) {
      hits += positive[order[i]] ? 1 : 0;
      boolean tied = i + 1 < order.length && scores[order[i]] == scores[order[i + 1]];
      if (!tied) {
        steps.add(new long[] {hits, i + 1 - hits});
      }
    }
    return new Ranking(
        steps.stream().mapToLong(step -> step[0]).toArray(),
        steps.stream().mapToLong(step -> step[1]).toArray());
  }

  /**
   * Returns the area under the ROC curve: the probability that a positive row has a greater score
   * than a negative one, where a tie counts half. NaN unless there are rows of both kinds.
   */
  public double rocAuc() {
    double area = 0;
    long hits = 0;
    long others = 0;
    for (int i = 0; i < truePositives.length; i++) {
      area += (falsePositives[i] - others) * (truePositives[i] + hits) / 2.0;
      hits = truePositives[i];
      others = falsePositives[i];
    }
    return area / ((double) positives * negatives);
  }

  /**
   * Returns the average precision: the precisions at all steps, weighted by the recall that each
   * adds. NaN if no row is positive.
   */
  public double averagePrecision() {
    double sum = 0;
    long hits = 0;
    for (int i = 0; i < truePositives.length; i++) {
      sum += (truePositives[i] - hits) * precision(i);
      hits = truePositives[i];
    }
    return sum / positives;
  }

  private double precision(int step) {
    return truePositives[step] / (double) (truePositives[step] + falsePositives[step]);
  }

  /**
   * Returns false positive rate against true positive rate; empty unless there are rows of both
   * kinds.
   */
  public List<Point> rocCurve() {
    if (positives == 0 || negatives == 0) {
      return List.of();
    }
    List<Point> curve = new ArrayList<>();
    curve.add(new Point(0, 0));
    for (int i = 0; i < truePositives.length; i++) {
      curve.add(
          new Point(falsePositives[i] / (double) negatives, truePositives[i] / (double) positives));
    }
    return curve;
  }

  /** Returns recall against precision; empty if no row is positive. */
  public List<Point> precisionRecallCurve() {
    if (positives == 0) {
      return List.of();
    }
    List<Point> curve = new ArrayList<>();
    for (int i = 0; i < truePositives.length; i++) {
      curve.add(new Point(truePositives[i] / (double) positives, precision(i)));
    }
    return curve;
  }
}
