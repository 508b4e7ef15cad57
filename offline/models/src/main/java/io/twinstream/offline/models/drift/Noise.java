package io.twinstream.offline.models.drift;

/**
 * What the population stability index is without drift. Two samples of one distribution, of {@code
 * m} and {@code n} independent rows in {@code bins} bins, have an index that is distributed as
 * {@code 1/m + 1/n} times a chi-square with {@code bins - 1} degrees of freedom.
 */
final class Noise {
  /** Of the standard normal distribution: it is greater with a probability of one in a million. */
  private static final double ONE_IN_A_MILLION = 4.753424;

  private Noise() {}

  /** Returns the mean of the index without drift. */
  static double mean(int bins, long m, long n) {
    return (bins - 1) * (1.0 / m + 1.0 / n);
  }

  /**
   * Returns the index that is exceeded with a probability of one in a million without drift, by the
   * approximation of Wilson and Hilferty.
   */
  static double limit(int bins, long m, long n) {
    if (bins < 2) {
      return 0;
    }
    double freedom = bins - 1;
    double part = 2 / (9 * freedom);
    double root = 1 - part + ONE_IN_A_MILLION * Math.sqrt(part);
    return freedom * root * root * root * (1.0 / m + 1.0 / n);
  }
}
