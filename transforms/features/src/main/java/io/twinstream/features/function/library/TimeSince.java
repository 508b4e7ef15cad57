package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.EdgeTime;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.event.Event;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;
import java.math.BigDecimal;

/** Seconds from the first or the last event to the as-of instant. */
final class TimeSince extends Function {
  private final boolean last;

  TimeSince(String id, boolean last) {
    super(id);
    this.last = last;
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
    EdgeTime time = columns.time(last);
    return (row, asOf, out, i) -> {
      if (row.get(Tiles.COUNT) > 0) {
        out.setDouble(i, Values.seconds(asOf - row.get(time.cell)));
      }
    };
  }

  @Override
  public Object naive(Sample sample) {
    var times = sample.events().stream().mapToLong(Event::ts);
    var edge = last ? times.max() : times.min();
    return edge.isEmpty()
        ? null
        : BigDecimal.valueOf(sample.asOf() - edge.getAsLong(), 3).doubleValue();
  }

  @Override
  public Card card() {
    return new Card(
        "seconds from the " + (last ? "last" : "first") + " event to the as-of instant",
        "null",
        new Card.Example("function: " + id(), "1.50 a true, 2.25 b true", last ? "0.0" : "60.0"));
  }
}
