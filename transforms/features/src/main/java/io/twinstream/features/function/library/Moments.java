package io.twinstream.features.function.library;

import io.twinstream.features.function.Argument;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** Exact arithmetic that functions of moments share. */
final class Moments {
  /** More digits than any two doubles can be apart at the magnitudes that occur. */
  private static final MathContext DIGITS = new MathContext(400, RoundingMode.HALF_EVEN);

  /** Whether a statistic is that of a sample. */
  static final Argument SAMPLE =
      Argument.flag(
          "sample",
          "whether the values are a sample: corrects the bias (variances divide by n - 1), null"
              + " over too few values");

  private Moments() {}

  /** Returns a root with a sign; its square is the double nearest to the exact square. */
  static double root(int sign, double square) {
    double root = StrictMath.sqrt(square);
    return (sign < 0 ? -root : root) + 0.0; // never -0.0
  }

  /** Returns {@code n * squares - sum^2}: n^2 times the population variance, unscaled. */
  static BigInteger spread(BigInteger squares, BigInteger sum, BigInteger n) {
    return n.multiply(squares).subtract(sum.multiply(sum));
  }

  /** Returns the double nearest to a quotient. */
  static double quotient(BigDecimal dividend, BigDecimal divisor) {
    return dividend.divide(divisor, DIGITS).doubleValue();
  }

  /** Returns the sum of {@code (n * x - sum)^power}, by its definition. */
  static BigDecimal distances(List<BigDecimal> numbers, int power) {
    BigDecimal n = BigDecimal.valueOf(numbers.size());
    BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    return numbers.stream()
        .map(x -> x.multiply(n).subtract(sum).pow(power))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
