package io.twinstream.local.simulation;

import java.util.SplittableRandom;

/** Random numbers that are equal on every machine. */
final class Chance {
  private Chance() {}

  /** Returns the random source for the i-th thing of a kind only. */
  static SplittableRandom of(long seed, long kind, long i) {
    return new SplittableRandom(mix(mix(mix(seed) + kind) + i));
  }

  /** Scatters seeds: random sources with seeds that differ by a constant repeat each other. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Returns a standard normal number, by the polar method. */
  static double normal(SplittableRandom random) {
    while (true) {
      double u = 2 * random.nextDouble() - 1;
      double v = 2 * random.nextDouble() - 1;
      double s = u * u + v * v;
      if (s > 0 && s < 1) {
        return u * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
      }
    }
  }

  static double between(SplittableRandom random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Returns a whole number whose mean is a number: of 2.3, 2 or 3. */
  static int whole(SplittableRandom random, double mean) {
    int floor = (int) StrictMath.floor(mean);
    return floor + (random.nextDouble() < mean - floor ? 1 : 0);
  }

  /** Returns the sums of weights up to each, for {@link #pick}. */
  static double[] sums(double[] weights) {
    double[] sums = new double[weights.length];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i];
      sums[i] = sum;
    }
    if (!(sum > 0)) {
      throw new IllegalArgumentException("all weights are 0");
    }
    return sums;
  }

  /** Returns an index with a probability in proportion to its weight. */
  static int pick(SplittableRandom random, double[] sums) {
    double at = random.nextDouble() * sums[sums.length - 1];
    int low = 0;
    int high = sums.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle] > at) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
