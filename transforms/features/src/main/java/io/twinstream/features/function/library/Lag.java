package io.twinstream.features.function.library;

import io.twinstream.features.definition.Field;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;
import java.util.List;

/** The value that stands k values before the last one. */
final class Lag extends Function {
  private static final Argument K =
      Argument.integer("k", 1, 0, 100, "how many values before the last one; 0 is the last one");

  Lag() {
    super("lag");
  }

  @Override
  public List<Argument> arguments() {
    return List.of(K);
  }

  @Override
  public FeatureType type(Call call) {
    return call.field().type().featureType();
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    int k = call.integer(K.name());
    return Values.entry(
        columns.register(call.field(), null, k + 1, true, false), call.field().type(), k);
  }

  @Override
  public Object naive(Sample sample) {
    Field field = sample.call().field();
    return sample.valued().stream()
        .sorted(sample.inTime(field).reversed())
        .skip(sample.call().integer(K.name()))
        .findFirst()
        .map(event -> sample.value(event, field))
        .orElse(null);
  }

  @Override
  public Card card() {
    return new Card(
        "the value k values before the last one, by time, event id as UTF-8 bytes, and value; nulls"
            + " do not count",
        "null; also over k values or fewer",
        "exact",
        new Card.Example(
            "function: lag, field: merchant, k: 1",
            "1 a true, 2 b true, 3 - true, 4 c true",
            "\"b\""));
  }
}
