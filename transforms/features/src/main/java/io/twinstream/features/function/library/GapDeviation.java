package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.Exact;
import io.twinstream.features.aggregate.column.TileSeries;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.definition.Window;
import io.twinstream.features.definition.Window.Shape;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.text.Durations;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;

/**
 * The standard deviation of the times between consecutive events, in seconds. Its tiles are single
 * instants: c events of one instant have c - 1 gaps of 0 between them.
 */
final class GapDeviation extends Function {
  GapDeviation() {
    super("stddev_gap");
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
    Window window = call.window();
    long hop = window.hop().toMillis();
    if (window.shape() != Shape.SLIDING || hop != call.resolution()) {
      throw new IllegalArgumentException(
          "stddev_gap needs the time of every event; write a sliding window with hop: "
              + Durations.format(Duration.ofMillis(call.resolution()))
              + ", the resolution of the source, or use mean_gap");
    }
    TileSeries series = columns.series();
    return (row, asOf, out, i) -> {
      long gaps = row.get(Tiles.COUNT) - 1;
      if (gaps > 0) {
        long sum = 0;
        BigInteger squares = BigInteger.ZERO;
        List<long[]> tiles = series.tiles(row);
        for (int tile = 1; tile < tiles.size(); tile++) {
          long gap =
              (tiles.get(tile)[TileSeries.INDEX] - tiles.get(tile - 1)[TileSeries.INDEX]) * hop;
          sum += gap;
          squares = squares.add(BigInteger.valueOf(gap).pow(2));
        }
        double variance = Exact.variance(squares, BigInteger.valueOf(sum), gaps, 3);
        out.setDouble(i, StrictMath.sqrt(variance));
      }
    };
  }

  @Override
  public Object naive(Sample sample) {
    List<BigDecimal> gaps = Gaps.seconds(sample);
    return gaps.isEmpty()
        ? null
        : StrictMath.sqrt(
            Moments.quotient(Moments.distances(gaps, 2), BigDecimal.valueOf(gaps.size()).pow(3)));
  }

  @Override
  public Card card() {
    return new Card(
        "the standard deviation of the times between consecutive events in seconds, of the"
            + " population; sliding windows whose hop is the resolution of the source only",
        "null; also over one event",
        new Card.Example(
            "function: stddev_gap, hop: 1m", "1 a true, 2 b true, 3 c true", "1h", "0.0"));
  }
}
