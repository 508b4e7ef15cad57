package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.Exact;
import io.twinstream.features.aggregate.column.PowerSum;
import io.twinstream.features.aggregate.column.ValueCount;
import io.twinstream.features.definition.Field;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/**
 * The skewness or the excess kurtosis of the values of a field; of the population, or of the sample
 * with the correction for its bias.
 *
 * <p>With {@code S_p = n^(p - 1) * sum of (x - mean)^p * n}, an integer, the skewness is S_3 /
 * S_2^(3/2) and the kurtosis S_4 / S_2^2. A skewness is the root of the double nearest to its
 * square.
 */
final class StandardMoment extends Function {
  private static final BigInteger THREE = BigInteger.valueOf(3);
  private static final BigInteger SIX = BigInteger.valueOf(6);

  private final boolean kurtosis;

  StandardMoment(String id, boolean kurtosis) {
    super(id);
    this.kurtosis = kurtosis;
  }

  @Override
  public Accepts accepts() {
    return Accepts.EXACT;
  }

  @Override
  public List<Argument> arguments() {
    return List.of(Moments.SAMPLE);
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.DOUBLE;
  }

  /** Returns the least number of values. */
  private int least(Call call) {
    return !call.flag(Moments.SAMPLE.name()) ? 1 : kurtosis ? 4 : 3;
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    Field field = call.field();
    boolean sample = call.flag(Moments.SAMPLE.name());
    int least = least(call);
    ValueCount values = columns.values(field);
    PowerSum sum = columns.sum(field);
    PowerSum squares = columns.power(field, 2);
    PowerSum cubes = columns.power(field, 3);
    PowerSum fourths = kurtosis ? columns.power(field, 4) : null;
    return (row, asOf, out, i) -> {
      long count = row.get(values.cell);
      if (count < least) {
        return;
      }
      BigInteger n = BigInteger.valueOf(count);
      BigInteger x = sum.asBigInteger(row);
      BigInteger xx = squares.asBigInteger(row);
      BigInteger spread = Moments.spread(xx, x, n);
      if (spread.signum() <= 0) {
        return;
      }
      BigInteger xxx = cubes.asBigInteger(row);
      out.setDouble(
          i,
          kurtosis
              ? excess(fourth(n, x, xx, xxx, fourths.asBigInteger(row)), spread, count, sample)
              : skewness(third(n, x, xx, xxx), spread, count, sample));
    };
  }

  /** Returns S_3: {@code n^2 sum(x^3) - 3 n sum(x) sum(x^2) + 2 sum(x)^3}. */
  private static BigInteger third(BigInteger n, BigInteger x, BigInteger xx, BigInteger xxx) {
    return n.multiply(n.multiply(xxx).subtract(THREE.multiply(x).multiply(xx)))
        .add(x.pow(3).shiftLeft(1));
  }

  /**
   * Returns S_4: {@code n^3 sum(x^4) - 4 n^2 sum(x) sum(x^3) + 6 n sum(x)^2 sum(x^2) - 3 sum(x)^4}.
   */
  private static BigInteger fourth(
      BigInteger n, BigInteger x, BigInteger xx, BigInteger xxx, BigInteger xxxx) {
    BigInteger inner = n.multiply(xxxx).subtract(x.multiply(xxx).shiftLeft(2));
    BigInteger outer = n.multiply(inner).add(SIX.multiply(x.pow(2)).multiply(xx));
    return n.multiply(outer).subtract(THREE.multiply(x.pow(4)));
  }

  private static double skewness(BigInteger third, BigInteger spread, long n, boolean sample) {
    BigInteger square = third.pow(2);
    BigInteger divisor = spread.pow(3);
    if (sample) {
      square = square.multiply(BigInteger.valueOf(n)).multiply(BigInteger.valueOf(n - 1));
      divisor = divisor.multiply(BigInteger.valueOf(n - 2).pow(2));
    }
    return Moments.root(third.signum(), Exact.ratio(square, divisor));
  }

  private static double excess(BigInteger fourth, BigInteger spread, long n, boolean sample) {
    BigInteger square = spread.pow(2);
    BigInteger excess = fourth.subtract(THREE.multiply(square));
    if (!sample) {
      return Exact.ratio(excess, square);
    }
    BigInteger corrected = BigInteger.valueOf(n + 1).multiply(excess).add(SIX.multiply(square));
    return Exact.ratio(
        corrected.multiply(BigInteger.valueOf(n - 1)),
        square.multiply(BigInteger.valueOf(n - 2)).multiply(BigInteger.valueOf(n - 3)));
  }

  @Override
  public Object naive(Sample sample) {
    List<BigDecimal> numbers = sample.numbers();
    BigDecimal n = BigDecimal.valueOf(numbers.size());
    // Powers of the distances from the mean, each times n to that power.
    BigDecimal squares = Moments.distances(numbers, 2);
    if (numbers.size() < least(sample.call()) || squares.signum() == 0) {
      return null;
    }
    boolean corrected = sample.call().flag(Moments.SAMPLE.name());
    BigDecimal less1 = n.subtract(BigDecimal.ONE);
    BigDecimal less2 = less1.subtract(BigDecimal.ONE);
    if (!kurtosis) {
      BigDecimal cubes = Moments.distances(numbers, 3);
      BigDecimal dividend = n.multiply(cubes.pow(2));
      BigDecimal divisor = squares.pow(3);
      return Moments.root(
          cubes.signum(),
          corrected
              ? Moments.quotient(
                  dividend.multiply(n).multiply(less1), divisor.multiply(less2.pow(2)))
              : Moments.quotient(dividend, divisor));
    }
    // m4 / m2^2 = ratio / square, exactly.
    BigDecimal ratio = n.multiply(Moments.distances(numbers, 4));
    BigDecimal square = squares.pow(2);
    BigDecimal three = BigDecimal.valueOf(3);
    if (!corrected) {
      return Moments.quotient(ratio.subtract(three.multiply(square)), square);
    }
    // (n - 1) / ((n - 2)(n - 3)) * ((n + 1) m4 / m2^2 - 3 (n - 1)), the usual estimator.
    BigDecimal more1 = n.add(BigDecimal.ONE);
    return Moments.quotient(
        less1.multiply(more1.multiply(ratio).subtract(three.multiply(less1).multiply(square))),
        less2.multiply(n.subtract(three)).multiply(square));
  }

  @Override
  public Card card() {
    return kurtosis
        ? new Card(
            "the excess kurtosis m4 / m2^2 - 3, with m_p = (1/n) sum of (x - mean)^p; with sample:"
                + " true (n - 1) / ((n - 2)(n - 3)) * ((n + 1) * excess + 6)",
            "null; also if all values are equal, and with sample: true below four values",
            new Card.Example(
                "function: kurtosis, field: amount", "1.00 a true, 3.00 b true", "-2.0"))
        : new Card(
            "the skewness m3 / m2^1.5, with m_p = (1/n) sum of (x - mean)^p; with sample: true"
                + " times sqrt(n (n - 1)) / (n - 2)",
            "null; also if all values are equal, and with sample: true below three values",
            "the root of the double nearest to the exact square",
            new Card.Example(
                "function: skewness, field: amount",
                "1.00 a true, 1.00 b true, 1.00 a true, 1.00 c true, 6.00 b true",
                "1.5"));
  }
}
