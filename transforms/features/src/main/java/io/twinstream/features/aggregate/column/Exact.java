package io.twinstream.features.aggregate.column;

import java.math.BigInteger;

/**
 * Converts exact integers to doubles; no other class does. Each result is the double nearest to the
 * true value, ties to even, so it depends only on that value.
 */
public final class Exact {
  private static final long EXACT_LONG = 1L << 53;
  private static final double[] POWERS_OF_TEN = new double[19];
  private static final long[] LONG_POWERS_OF_TEN = new long[19];

  static {
    long power = 1;
    for (int i = 0; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = power;
      LONG_POWERS_OF_TEN[i] = power;
      power *= 10;
    }
  }

  private Exact() {}

  /** Returns {@code unscaled / 10^scale}. */
  public static double decimal(long unscaled, int scale) {
    if (isExact(unscaled)) {
      // Both operands are exact doubles (10^18 < 2^53 * 2^18), so IEEE division rounds once.
      return unscaled / POWERS_OF_TEN[scale];
    }
    return ratio(BigInteger.valueOf(unscaled), BigInteger.TEN.pow(scale));
  }

  /** Returns {@code sum / (count * 10^scale)}. */
  public static double ratio(long sum, long count, int scale) {
    long power = LONG_POWERS_OF_TEN[scale];
    if (isExact(sum) && Math.multiplyHigh(count, power) == 0 && isExact(count * power)) {
      return (double) sum / (double) (count * power);
    }
    return ratio(BigInteger.valueOf(sum), count, scale);
  }

  /** Returns {@code sum / (count * 10^scale)}. */
  public static double ratio(BigInteger sum, long count, int scale) {
    return ratio(sum, BigInteger.TEN.pow(scale).multiply(BigInteger.valueOf(count)));
  }

  /**
   * Returns {@code numerator / denominator} for a positive denominator. The quotient is computed to
   * at least 64 bits, with a sticky last bit for the remainder; {@link BigInteger#doubleValue} then
   * rounds correctly.
   */
  public static double ratio(BigInteger numerator, BigInteger denominator) {
    if (numerator.signum() == 0) {
      return 0.0;
    }
    BigInteger magnitude = numerator.abs();
    int shift = Math.max(0, 66 + denominator.bitLength() - magnitude.bitLength());
    BigInteger[] parts = magnitude.shiftLeft(shift).divideAndRemainder(denominator);
    BigInteger quotient = parts[1].signum() == 0 ? parts[0] : parts[0].setBit(0);
    double value = Math.scalb(quotient.doubleValue(), -shift);
    return numerator.signum() < 0 ? -value : value;
  }

  /** Returns the population variance: {@code (n * squares - sum^2) / (n * 10^scale)^2}. */
  public static double variance(BigInteger squares, BigInteger sum, long count, int scale) {
    BigInteger n = BigInteger.valueOf(count);
    BigInteger numerator = n.multiply(squares).subtract(sum.multiply(sum));
    BigInteger root = n.multiply(BigInteger.TEN.pow(scale));
    return ratio(numerator, root.multiply(root));
  }

  /**
   * Returns the population variance. Uses long arithmetic if no operation but the final division
   * can overflow or round.
   */
  public static double variance(long squares, long sum, long count, int scale) {
    long power = LONG_POWERS_OF_TEN[scale];
    long square = sum * sum;
    long root = count * power;
    boolean fits =
        isNatural(count, squares)
            && isNatural(sum, sum)
            && isNatural(count, power)
            && isNatural(root, root);
    long numerator = count * squares - square;
    if (fits && isExact(numerator) && isExact(root * root)) {
      return (double) numerator / (double) (root * root);
    }
    return variance(BigInteger.valueOf(squares), BigInteger.valueOf(sum), count, scale);
  }

  /** Reports whether the product is not negative and fits in a long. */
  private static boolean isNatural(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0;
  }

  static double unsignedToDouble(long bits) {
    return bits >= 0 ? (double) bits : (double) ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  private static boolean isExact(long value) {
    return value <= EXACT_LONG && value >= -EXACT_LONG;
  }
}
