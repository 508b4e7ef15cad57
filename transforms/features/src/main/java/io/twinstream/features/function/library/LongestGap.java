package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.EdgeTime;
import io.twinstream.features.aggregate.column.TileSeries;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.definition.Window.Shape;
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

/**
 * The longest time between consecutive events, in seconds; no value if it is shorter than the hop.
 *
 * <p>Two events of one tile are closer than a hop, so a distance of at least a hop is between the
 * last event of a tile and the first of the next one that has events.
 */
final class LongestGap extends Function {
  LongestGap() {
    super("longest_gap");
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
    if (call.window().shape() != Shape.SLIDING) {
      throw new IllegalArgumentException(
          "longest_gap compares the tiles of a sliding window; write a window such as 1h, or use"
              + " mean_gap");
    }
    long hop = call.window().hop().toMillis();
    EdgeTime first = columns.time(false);
    EdgeTime last = columns.time(true);
    TileSeries series = columns.series(first, last);
    return (row, asOf, out, i) -> {
      long longest = 0;
      List<long[]> tiles = series.tiles(row);
      for (int tile = 1; tile < tiles.size(); tile++) {
        long gap = tiles.get(tile)[TileSeries.CELLS] - tiles.get(tile - 1)[TileSeries.CELLS + 1];
        longest = Math.max(longest, gap);
      }
      if (longest >= hop) {
        out.setDouble(i, Values.seconds(longest));
      } else if (row.get(Tiles.COUNT) > 1) {
        out.setInexact(i);
      }
    };
  }

  @Override
  public Object naive(Sample sample) {
    BigDecimal hop = BigDecimal.valueOf(sample.call().window().hop().toMillis(), 3);
    return Gaps.seconds(sample).stream()
        .max(BigDecimal::compareTo)
        .map(gap -> gap.compareTo(hop) >= 0 ? (Object) gap.doubleValue() : FeatureRow.INEXACT)
        .orElse(null);
  }

  @Override
  public Card card() {
    return new Card(
        "the longest time between consecutive events in seconds; sliding windows only",
        "null; also over one event, and, listed as inexact, if the longest time is shorter than the"
            + " hop",
        new Card.Example("function: longest_gap", "1 a true, 2 b true, 3 c true", "1h", "60.0"));
  }
}
