package io.twinstream.local.traffic;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws ranks with a probability proportional to {@code 1 / (rank + 1)^exponent}; exponent 0 is
 * uniform.
 */
final class Zipf {
  private final double[] cumulative;

  Zipf(int ranks, double exponent) {
    if (ranks < 1 || !(exponent >= 0)) {
      throw new IllegalArgumentException(
          "needs at least one rank and an exponent of 0 or more: " + ranks + ", " + exponent);
    }
    cumulative = new double[ranks];
    double sum = 0;
    for (int i = 0; i < ranks; i++) {
      sum += StrictMath.pow(i + 1, -exponent);
      cumulative[i] = sum;
    }
  }

  /** Returns a rank from 0. */
  int sample(SplittableRandom random) {
    int found =
        Arrays.binarySearch(cumulative, random.nextDouble() * cumulative[cumulative.length - 1]);
    return Math.min(found < 0 ? -found - 1 : found + 1, cumulative.length - 1);
  }
}
