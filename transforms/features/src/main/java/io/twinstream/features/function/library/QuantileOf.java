package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.quantile.Quantile;
import io.twinstream.features.aggregate.column.quantile.Quantiles;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.math.BigDecimal;
import java.util.List;

/** A quantile of the values of a field, or the median, within a relative error. */
final class QuantileOf extends Function {
  private static final String Q = "q";
  private final boolean median;

  QuantileOf(String id, boolean median) {
    super(id);
    this.median = median;
  }

  @Override
  public Accepts accepts() {
    return Accepts.NUMBER;
  }

  @Override
  public List<Argument> arguments() {
    return median
        ? RelativeError.ARGUMENTS
        : RelativeError.argumentsAfter(
            Argument.decimal(Q, null, "0", "1", "which quantile, such as 0.95"));
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.DOUBLE;
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    Quantiles quantiles = RelativeError.quantiles(call, columns);
    Quantile q = new Quantile(q(call));
    return (row, asOf, out, i) ->
        RelativeError.set(out, i, quantiles, row, quantiles.quantile(row, q));
  }

  private BigDecimal q(Call call) {
    return median ? new BigDecimal("0.5") : call.decimal(Q);
  }

  @Override
  public Object naive(Sample sample) {
    Double value = RelativeError.naive(sample, q(sample.call()));
    return value != null && value.isNaN() ? FeatureRow.INEXACT : value;
  }

  @Override
  public Card card() {
    return new Card(
        (median ? "the quantile 0.5" : "the value of rank floor(q (n - 1)) of the n sorted values")
            + "; of two middle values the median is the lesser",
        RelativeError.EMPTY,
        RelativeError.EXACTNESS,
        new Card.Example(
            median
                ? "function: median, field: amount"
                : "function: quantile, field: amount, q: 0.5, error: 0.001",
            "1.00 a true, 7.00 b true, 9.00 a true",
            median ? "7.028793021534769" : "6.993632892422435"));
  }
}
