package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.quantile.Quantiles;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.event.Event;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureRow;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Stream;

/** What the functions of quantiles share: buckets of a relative error. */
final class RelativeError {
  private static final String ERROR = "error";
  private static final String MAX_BUCKETS = "max_buckets";

  static final List<Argument> ARGUMENTS =
      List.of(
          Argument.decimal(
              ERROR, "0.01", "0.001", "0.2", "the greatest relative error of a quantile"),
          Argument.integer(
              MAX_BUCKETS,
              640,
              16,
              65_536,
              "how many buckets are kept, from the greatest magnitude down; a bucket is 1 + 2 error"
                  + " times as wide as the one below, and a quantile below all of them is null"));

  static final String EMPTY = "null";
  static final String EXACTNESS =
      "within the relative error; null and listed as inexact if the value is nearer to zero than"
          + " max_buckets reach";

  private RelativeError() {}

  static List<Argument> argumentsAfter(Argument first) {
    return Stream.concat(Stream.of(first), ARGUMENTS.stream()).toList();
  }

  static Quantiles quantiles(Call call, Columns columns) {
    Field field = call.field();
    int slot = call.slot(field);
    BigDecimal error = call.decimal(ERROR);
    int kept = call.integer(MAX_BUCKETS);
    return columns.place((c, o) -> new Quantiles(c, o, slot, field, error, kept));
  }

  /** Sets a quantile of values, which is NaN if its bucket is not kept. */
  static void set(FeatureRow out, int i, Quantiles quantiles, Column.Row row, double value) {
    if (Double.isNaN(value) && quantiles.hasValues(row)) {
      out.setInexact(i);
    } else {
      Values.setIfFinite(out, i, value);
    }
  }

  /**
   * Sorts all values, and finds the bucket of the one with the rank of the quantile.
   *
   * @return null without values; NaN if the bucket is not kept
   */
  static Double naive(Sample sample, BigDecimal q) {
    Call call = sample.call();
    List<Double> numbers =
        sample.valued().stream()
            .sorted(sample.byValue(call.field()))
            .map(event -> number(sample, event))
            .toList();
    if (numbers.isEmpty()) {
      return null;
    }
    BigDecimal last = BigDecimal.valueOf(numbers.size() - 1);
    double value = numbers.get(q.multiply(last).setScale(0, RoundingMode.FLOOR).intValueExact());

    BigDecimal more = BigDecimal.ONE.add(call.decimal(ERROR));
    BigDecimal less = BigDecimal.ONE.subtract(call.decimal(ERROR));
    double growth = Moments.quotient(more, less);
    double greatest = numbers.stream().mapToDouble(Math::abs).max().orElseThrow();
    int bucket = value == 0 ? 0 : bucket(Math.abs(value), growth);
    boolean isKept = value == 0 || bucket > bucket(greatest, growth) - call.integer(MAX_BUCKETS);
    if (!isKept || (value != 0 && Math.abs(value) < Double.MIN_NORMAL)) {
      return Double.NaN;
    }
    return value == 0
        ? 0.0
        : Math.signum(value)
            * Math.min(StrictMath.pow(growth, bucket - 1) * more.doubleValue(), Double.MAX_VALUE);
  }

  private static double number(Sample sample, Event event) {
    Field field = sample.call().field();
    return field.type().kind() == Kind.DOUBLE
        ? (Double) sample.value(event, field)
        : sample.number(event, field).doubleValue();
  }

  /** Returns the least i with {@code magnitude <= growth^i}, by bisection. */
  private static int bucket(double magnitude, double growth) {
    int below = -1 << 19;
    int above = 1 << 19;
    while (above - below > 1) {
      int middle = (below + above) >> 1;
      if (magnitude <= StrictMath.pow(growth, middle)) {
        above = middle;
      } else {
        below = middle;
      }
    }
    return above;
  }
}
