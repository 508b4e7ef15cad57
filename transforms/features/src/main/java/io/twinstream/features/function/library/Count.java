package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;

/** The number of events; with a field, only of those with a value in it. */
final class Count extends Function {
  Count() {
    super("count");
  }

  @Override
  public FieldUse fieldUse() {
    return FieldUse.OPTIONAL;
  }

  @Override
  public Accepts accepts() {
    return Accepts.ANY;
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.LONG;
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    int cell = call.hasField() ? columns.values(call.field()).cell : Tiles.COUNT;
    return (row, asOf, out, i) -> out.setBits(i, row.get(cell));
  }

  @Override
  public Object naive(Sample sample) {
    return (long) (sample.call().hasField() ? sample.valued() : sample.events()).size();
  }

  @Override
  public Card card() {
    return new Card(
        "the number of events; with a field, of those with a value in it",
        "0",
        "exact",
        new Card.Example("function: count, field: amount", "1.50 a true, - b false", "1"));
  }
}
