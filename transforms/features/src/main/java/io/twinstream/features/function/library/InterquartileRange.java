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

/** The difference of the quantiles 0.75 and 0.25 of the values of a field. */
final class InterquartileRange extends Function {
  private static final BigDecimal LOWER = new BigDecimal("0.25");
  private static final BigDecimal UPPER = new BigDecimal("0.75");

  InterquartileRange() {
    super("iqr");
  }

  @Override
  public Accepts accepts() {
    return Accepts.NUMBER;
  }

  @Override
  public List<Argument> arguments() {
    return RelativeError.ARGUMENTS;
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.DOUBLE;
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    Quantiles quantiles = RelativeError.quantiles(call, columns);
    Quantile lower = new Quantile(LOWER);
    Quantile upper = new Quantile(UPPER);
    return (row, asOf, out, i) ->
        RelativeError.set(
            out,
            i,
            quantiles,
            row,
            quantiles.quantile(row, upper) - quantiles.quantile(row, lower) + 0.0);
  }

  @Override
  public Object naive(Sample sample) {
    Double lower = RelativeError.naive(sample, LOWER);
    Double upper = RelativeError.naive(sample, UPPER);
    if (lower == null || upper == null || Double.isInfinite(upper - lower)) {
      return null;
    }
    return Double.isNaN(upper - lower) ? FeatureRow.INEXACT : (Double) (upper - lower);
  }

  @Override
  public Card card() {
    return new Card(
        "the quantile 0.75 minus the quantile 0.25",
        RelativeError.EMPTY,
        "each of the two quantiles is within the relative error",
        new Card.Example(
            "function: iqr, field: amount",
            "1.00 a true, 7.00 b true, 9.00 a true",
            "6.038793021534769"));
  }
}
