package io.twinstream.features.function.library;

import java.math.BigInteger;

/**
 * Weights of tiles by age: tile k before the newest weighs {@code floor(2^62 * 2^(-k * hop /
 * halfLife))} of 2^62. They are integers, so that weighted sums are exact in any order, and they
 * follow from this formula alone: the power is computed with more bits than decide its floor.
 */
final class HalfLife {
  /** The weight of the newest tile is this power of 2. */
  static final int BITS = 62;

  static final BigInteger ONE = BigInteger.ONE.shiftLeft(BITS);

  /** The bits after the point of the powers: 2^(-n) for whole n is never computed by them. */
  private static final int PRECISION = 320;

  private static final BigInteger UNIT = BigInteger.ONE.shiftLeft(PRECISION);
  private static final BigInteger LN_2 = ln2();

  private HalfLife() {}

  /**
   * Returns the weights until they are 0.
   *
   * @param hop in milliseconds
   * @param halfLife in milliseconds
   * @param limit the greatest number of weights
   */
  static long[] weights(long hop, long halfLife, int limit) {
    long[] weights = new long[(int) Math.min(limit, BITS * halfLife / hop + 1)];
    BigInteger factor = power(hop % halfLife, halfLife).shiftRight((int) (hop / halfLife));
    BigInteger power = UNIT;
    for (int k = 0; k < weights.length; k++) {
      long age = k * hop;
      weights[k] =
          age % halfLife == 0
              ? 1L << (BITS - age / halfLife)
              : power.shiftRight(PRECISION - BITS).longValueExact();
      power = power.multiply(factor).shiftRight(PRECISION);
    }
    return weights;
  }

  /** Returns {@code 2^(-part / whole)} for a part below the whole: the series of e^(-x ln 2). */
  private static BigInteger power(long part, long whole) {
    BigInteger x = LN_2.multiply(BigInteger.valueOf(part)).divide(BigInteger.valueOf(whole));
    BigInteger sum = BigInteger.ZERO;
    BigInteger term = UNIT;
    for (int i = 1; term.signum() > 0; i++) {
      sum = i % 2 == 1 ? sum.add(term) : sum.subtract(term);
      term = term.multiply(x).shiftRight(PRECISION).divide(BigInteger.valueOf(i));
    }
    return sum;
  }

  /** Returns ln 2: the sum of 2 / ((2k + 1) 3^(2k + 1)). */
  private static BigInteger ln2() {
    BigInteger sum = BigInteger.ZERO;
    BigInteger power = UNIT.shiftLeft(1).divide(BigInteger.valueOf(3));
    for (int k = 0; power.signum() > 0; k++) {
      sum = sum.add(power.divide(BigInteger.valueOf(2 * k + 1)));
      power = power.divide(BigInteger.valueOf(9));
    }
    return sum;
  }
}
