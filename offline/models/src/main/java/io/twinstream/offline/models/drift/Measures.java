package io.twinstream.offline.models.drift;

import java.util.Arrays;

/**
 * Measures of how much two distributions differ, computed from the counts of both per bin. Each is
 * NaN if either has no rows. Logarithms are natural unless said otherwise.
 */
final class Measures {
  /** A bin without rows counts as half a row, so that the logarithm of its share exists. */
  private static final double EMPTY = 0.5;

  private Measures() {}

  /**
   * Returns the population stability index: the sum of {@code (q - p) ln(q / p)}, where {@code p}
   * and {@code q} are the shares of a bin; 0 or more, without an upper bound.
   */
  static double psi(long[] reference, long[] current) {
    double m = total(reference);
    double n = total(current);
    double sum = m == 0 || n == 0 ? Double.NaN : 0;
    for (int i = 0; i < reference.length; i++) {
      if (reference[i] + current[i] > 0) {
        double p = Math.max(reference[i], EMPTY) / m;
        double q = Math.max(current[i], EMPTY) / n;
        sum += (q - p) * StrictMath.log(q / p);
      }
    }
    return sum;
  }

  /**
   * Returns the Jensen–Shannon distance with logarithms to the base 2: the square root of the
   * divergence, from 0 to 1.
   */
  static double jensenShannon(long[] reference, long[] current) {
    double m = total(reference);
    double n = total(current);
    double sum = m == 0 || n == 0 ? Double.NaN : 0;
    for (int i = 0; i < reference.length; i++) {
      double p = reference[i] / m;
      double q = current[i] / n;
      double middle = (p + q) / 2;
      sum += (p == 0 ? 0 : p * StrictMath.log(p / middle)) / 2;
      sum += (q == 0 ? 0 : q * StrictMath.log(q / middle)) / 2;
    }
    return Math.sqrt(Math.max(0, sum / StrictMath.log(2)));
  }

  /** Returns the Hellinger distance, from 0 to 1. */
  static double hellinger(long[] reference, long[] current) {
    double m = total(reference);
    double n = total(current);
    double sum = m == 0 || n == 0 ? Double.NaN : 0;
    for (int i = 0; i < reference.length; i++) {
      double difference = Math.sqrt(reference[i] / m) - Math.sqrt(current[i] / n);
      sum += difference * difference;
    }
    return Math.sqrt(sum / 2);
  }

  /**
   * Returns the statistic of Kolmogorov and Smirnov: the greatest difference between the cumulative
   * shares, from 0 to 1.
   *
   * @param reference counts in the order of the values, as are those of {@code current}
   */
  static double ks(long[] reference, long[] current) {
    double m = total(reference);
    double n = total(current);
    double greatest = m == 0 || n == 0 ? Double.NaN : 0;
    long below = 0;
    long belowCurrent = 0;
    for (int i = 0; i < reference.length; i++) {
      below += reference[i];
      belowCurrent += current[i];
      greatest = Math.max(greatest, Math.abs(below / m - belowCurrent / n));
    }
    return greatest;
  }

  /**
   * Returns how great the statistic of Kolmogorov and Smirnov of the numbers can be whose buckets
   * are counted: within a bucket, the numbers of one distribution can be below all of the other's.
   *
   * @param exact the bucket whose numbers are all equal; -1 for none
   */
  static double ksAtMost(long[] reference, long[] current, int exact) {
    double m = total(reference);
    double n = total(current);
    double greatest = m == 0 || n == 0 ? Double.NaN : 0;
    long below = 0;
    long belowCurrent = 0;
    for (int i = 0; i < reference.length; i++) {
      if (i != exact) {
        greatest = Math.max(greatest, (below + reference[i]) / m - belowCurrent / n);
        greatest = Math.max(greatest, (belowCurrent + current[i]) / n - below / m);
      }
      below += reference[i];
      belowCurrent += current[i];
      greatest = Math.max(greatest, Math.abs(below / m - belowCurrent / n));
    }
    return greatest;
  }

  /**
   * Returns the distance of Wasserstein, of order 1: how far values have to be moved on average to
   * turn one distribution into the other, in the unit of the values.
   *
   * @param values of the bins, ascending
   */
  static double wasserstein(double[] values, long[] reference, long[] current) {
    double m = total(reference);
    double n = total(current);
    double sum = m == 0 || n == 0 ? Double.NaN : 0;
    long below = 0;
    long belowCurrent = 0;
    for (int i = 0; i + 1 < values.length; i++) {
      below += reference[i];
      belowCurrent += current[i];
      sum += Math.abs(below / m - belowCurrent / n) * (values[i + 1] - values[i]);
    }
    return sum;
  }

  static long total(long[] counts) {
    return Arrays.stream(counts).sum();
  }
}
