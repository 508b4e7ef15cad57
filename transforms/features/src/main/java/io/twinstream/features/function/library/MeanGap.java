package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.EdgeTime;
import io.twinstream.features.aggregate.column.Exact;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;
import java.math.BigDecimal;
import java.util.List;

/** The mean time between consecutive events, in seconds. */
final class MeanGap extends Function {
  MeanGap() {
    super("mean_gap");
  }

  @Override
  public FieldUse fieldUse() {
    return FieldUse.NONE;
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.DOUBLE;
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    EdgeTime first = columns.time(false);
    EdgeTime last = columns.time(true);
    return (row, asOf, out, i) -> {
      long n = row.get(Tiles.COUNT);
      if (n > 1) {
        out.setDouble(i, Exact.ratio(row.get(last.cell) - row.get(first.cell), n - 1, 3));
      }
    };
  }

  @Override
  public Object naive(Sample sample) {
    List<BigDecimal> gaps = Gaps.seconds(sample);
    return gaps.isEmpty()
        ? null
        : Moments.quotient(
            gaps.stream().reduce(BigDecimal.ZERO, BigDecimal::add),
            BigDecimal.valueOf(gaps.size()));
  }

  @Override
  public Card card() {
    return new Card(
        "the mean time between consecutive events in seconds: from the first to the last, divided"
            + " by their number less 1",
        "null; also over one event",
        new Card.Example("function: mean_gap", "1 a true, 2 b true, 3 c true", "60.0"));
  }
}
