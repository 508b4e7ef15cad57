package io.twinstream.features.aggregate.column.quantile;

import java.math.BigDecimal;
import java.math.BigInteger;

/** An exact number from 0 to 1, and the rank of the quantile among sorted numbers. */
public final class Quantile {
  private final long numerator;
  private final long denominator;

  /**
   * @param q with at most 18 digits after the point
   */
  public Quantile(BigDecimal q) {
    BigDecimal shortest = q.stripTrailingZeros();
    int scale = Math.max(0, shortest.scale());
    this.numerator = shortest.movePointRight(scale).longValueExact();
    this.denominator = BigInteger.TEN.pow(scale).longValueExact();
  }

  /** Returns {@code floor(q (n - 1))}: of two middle numbers, the median is the lesser. */
  public long rank(long n) {
    long product = numerator * (n - 1);
    return Math.multiplyHigh(numerator, n - 1) == 0 && product >= 0
        ? product / denominator
        : BigInteger.valueOf(numerator)
            .multiply(BigInteger.valueOf(n - 1))
            .divide(BigInteger.valueOf(denominator))
            .longValueExact();
  }
}
