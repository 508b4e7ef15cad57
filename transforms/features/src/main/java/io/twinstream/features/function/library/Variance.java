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

/** The variance of the values of a field, or its square root; of the population or the sample. */
final class Variance extends Function {
  private static final String SAMPLE = Moments.SAMPLE.name();
  private final boolean root;

  Variance(String id, boolean root) {
    super(id);
    this.root = root;
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

  @Override
  public Formula plan(Call call, Columns columns) {
    Field field = call.field();
    int scale = field.type().scale();
    ValueCount values = columns.values(field);
    PowerSum sum = columns.sum(field);
    PowerSum squares = columns.power(field, 2);
    if (call.flag(SAMPLE)) {
      return (row, asOf, out, i) -> {
        long n = row.get(values.cell);
        if (n > 1) {
          BigInteger count = BigInteger.valueOf(n);
          BigInteger divisor = count.multiply(BigInteger.valueOf(n - 1));
          double variance =
              Exact.ratio(
                  Moments.spread(squares.asBigInteger(row), sum.asBigInteger(row), count),
                  divisor.multiply(BigInteger.TEN.pow(2 * scale)));
          out.setDouble(i, root ? StrictMath.sqrt(variance) : variance);
        }
      };
    }
    return Values.ifAny(
        values,
        (row, asOf, out, i) -> {
          long n = row.get(values.cell);
          double variance =
              squares.isLong(row) && sum.isLong(row)
                  ? Exact.variance(squares.asLong(row), sum.asLong(row), n, scale)
                  : Exact.variance(squares.asBigInteger(row), sum.asBigInteger(row), n, scale);
          out.setDouble(i, root ? StrictMath.sqrt(variance) : variance);
        });
  }

  @Override
  public Object naive(Sample sample) {
    List<BigDecimal> numbers = sample.numbers();
    int least = sample.call().flag(SAMPLE) ? 2 : 1;
    if (numbers.size() < least) {
      return null;
    }
    BigDecimal n = BigDecimal.valueOf(numbers.size());
    // Squared distances from the mean, times n^2 to stay with exact numbers.
    BigDecimal scaled = Moments.distances(numbers, 2);
    BigDecimal divisor = sample.call().flag(SAMPLE) ? n.subtract(BigDecimal.ONE) : n;
    double variance = Moments.quotient(scaled, n.pow(2).multiply(divisor));
    return root ? StrictMath.sqrt(variance) : variance;
  }

  @Override
  public Card card() {
    return root
        ? new Card(
            "the square root of the variance; of the population, or with sample: true of the"
                + " sample",
            "null",
            new Card.Example("function: stddev, field: amount", "1.00 a true, 3.00 b true", "1.0"))
        : new Card(
            "(1/n) sum of (x - mean)^2; with sample: true 1/(n - 1) instead of 1/n",
            "null; with sample: true also over one value",
            new Card.Example(
                "function: variance, field: amount, sample: true",
                "1.00 a true, 3.00 b true",
                "2.0"));
  }
}
