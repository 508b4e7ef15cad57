package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.Exact;
import io.twinstream.features.aggregate.column.PairSums;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
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
 * The covariance or the correlation of a field y and another field x, or the slope of y by x. Only
 * events with values in both count.
 */
final class PairMoment extends Function {
  enum Kind {
    COVARIANCE,
    CORRELATION,
    SLOPE
  }

  private static final Argument WITH =
      Argument.field("with", Accepts.EXACT, "the other field, a decimal or a long");

  private final Kind kind;

  PairMoment(String id, Kind kind) {
    super(id);
    this.kind = kind;
  }

  @Override
  public Accepts accepts() {
    return Accepts.EXACT;
  }

  @Override
  public List<Argument> arguments() {
    return kind == Kind.COVARIANCE ? List.of(WITH, Moments.SAMPLE) : List.of(WITH);
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.DOUBLE;
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    Field x = call.field(WITH.name());
    Field y = call.field();
    int scaleX = x.type().scale();
    int scaleY = y.type().scale();
    PairSums pairs = columns.place((c, o) -> new PairSums(c, o, call.slot(x), x, call.slot(y), y));
    return switch (kind) {
      case COVARIANCE -> covariance(pairs, call.flag(Moments.SAMPLE.name()), scaleX + scaleY);
      case CORRELATION ->
          (row, asOf, out, i) -> {
            BigInteger divisor = pairs.spreadX(row).multiply(pairs.spreadY(row));
            if (divisor.signum() > 0) {
              BigInteger both = pairs.spreadXy(row);
              out.setDouble(
                  i, Moments.root(both.signum(), Exact.ratio(both.multiply(both), divisor)));
            }
          };
      case SLOPE -> {
        BigInteger powerX = BigInteger.TEN.pow(scaleX);
        BigInteger powerY = BigInteger.TEN.pow(scaleY);
        yield (row, asOf, out, i) -> {
          BigInteger spread = pairs.spreadX(row);
          if (spread.signum() > 0) {
            out.setDouble(
                i, Exact.ratio(pairs.spreadXy(row).multiply(powerX), spread.multiply(powerY)));
          }
        };
      }
    };
  }

  private static Formula covariance(PairSums pairs, boolean sample, int scale) {
    BigInteger power = BigInteger.TEN.pow(scale);
    return (row, asOf, out, i) -> {
      long n = pairs.n(row);
      if (n > (sample ? 1 : 0)) {
        BigInteger divisor =
            BigInteger.valueOf(n).multiply(BigInteger.valueOf(sample ? n - 1 : n)).multiply(power);
        out.setDouble(i, Exact.ratio(pairs.spreadXy(row), divisor));
      }
    };
  }

  @Override
  public Object naive(Sample sample) {
    Field x = sample.call().field(WITH.name());
    Field y = sample.call().field();
    List<Event> pairs =
        sample.valued(x).stream().filter(e -> !e.isNull(sample.call().slot(y))).toList();
    boolean corrected = sample.call().flag(Moments.SAMPLE.name());
    BigDecimal n = BigDecimal.valueOf(pairs.size());
    if (pairs.size() < (corrected ? 2 : 1)) {
      return null;
    }
    List<BigDecimal> xs = pairs.stream().map(e -> sample.number(e, x)).toList();
    List<BigDecimal> ys = pairs.stream().map(e -> sample.number(e, y)).toList();
    // Products of the distances from the means, times n^2.
    BigDecimal both = BigDecimal.ZERO;
    for (int i = 0; i < pairs.size(); i++) {
      both = both.add(distance(xs, i).multiply(distance(ys, i)));
    }
    BigDecimal spreadX = Moments.distances(xs, 2);
    BigDecimal spreadY = Moments.distances(ys, 2);
    return switch (kind) {
      case COVARIANCE ->
          Moments.quotient(both, n.pow(2).multiply(corrected ? n.subtract(BigDecimal.ONE) : n));
      case CORRELATION ->
          spreadX.signum() == 0 || spreadY.signum() == 0
              ? null
              : Moments.root(
                  both.signum(), Moments.quotient(both.pow(2), spreadX.multiply(spreadY)));
      case SLOPE -> spreadX.signum() == 0 ? null : Moments.quotient(both, spreadX);
    };
  }

  /** Returns the distance of a number from the mean, times n. */
  private static BigDecimal distance(List<BigDecimal> numbers, int i) {
    BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    return numbers.get(i).multiply(BigDecimal.valueOf(numbers.size())).subtract(sum);
  }

  @Override
  public Card card() {
    String pairs = ", over the events with values in both";
    String example = "function: " + id() + ", field: amount, with: amount";
    return switch (kind) {
      case COVARIANCE ->
          new Card(
              "(1/n) sum of (x - mean of x)(y - mean of y); with sample: true 1/(n - 1) instead of"
                  + " 1/n; y is the field, x the other"
                  + pairs,
              "null; with sample: true also over one pair",
              new Card.Example(example, "1.00 a true, 3.00 b true", "1.0"));
      case CORRELATION ->
          new Card(
              "the covariance of x and y divided by their standard deviations" + pairs,
              "null; also if all x or all y are equal",
              "the root of the double nearest to the exact square",
              new Card.Example(example, "1.00 a true, 3.00 b true", "1.0"));
      case SLOPE ->
          new Card(
              "the slope of the least-squares line of y by x: their covariance divided by the"
                  + " variance of x; y is the field, x the other"
                  + pairs,
              "null; also if all x are equal",
              new Card.Example(example, "1.00 a true, 3.00 b true", "1.0"));
    };
  }
}
