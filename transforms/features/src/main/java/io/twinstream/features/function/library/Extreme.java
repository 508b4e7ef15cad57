package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.MinMax;
import io.twinstream.features.aggregate.column.ValueCount;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;
import java.util.Comparator;

/** The least or the greatest value of a field. */
final class Extreme extends Function {
  private final boolean greatest;

  Extreme(String id, boolean greatest) {
    super(id);
    this.greatest = greatest;
  }

  @Override
  public Accepts accepts() {
    return Accepts.ORDERED;
  }

  @Override
  public FeatureType type(Call call) {
    return call.field().type().featureType();
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    Field field = call.field();
    ValueCount values = columns.values(field);
    MinMax extreme = columns.extreme(field, greatest);
    return Values.ifAny(
        values, (row, t, out, i) -> Values.set(out, i, field.type(), extreme.bits(row)));
  }

  @Override
  public Object naive(Sample sample) {
    Field field = sample.call().field();
    Comparator<Event> order = sample.byValue(field);
    return sample.valued().stream()
        .max(greatest ? order : order.reversed())
        .map(event -> sample.value(event, field))
        .orElse(null);
  }

  @Override
  public Card card() {
    String which = greatest ? "greatest" : "least";
    return new Card(
        "the " + which + " value",
        "null",
        new Card.Example(
            "function: " + id() + ", field: amount",
            "1.50 a true, 2.25 b true",
            greatest ? "2.25" : "1.5"));
  }
}
