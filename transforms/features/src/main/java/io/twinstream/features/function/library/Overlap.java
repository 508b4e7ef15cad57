package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.category.CategoryText;
import io.twinstream.features.aggregate.column.category.Seen;
import io.twinstream.features.definition.Field;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;
import java.util.List;
import java.util.Set;

/** How many of some declared values a field has. */
final class Overlap extends Function {
  Overlap() {
    super("overlap");
  }

  @Override
  public Accepts accepts() {
    return Accepts.CATEGORY;
  }

  @Override
  public List<Argument> arguments() {
    return List.of(DeclaredValues.ARGUMENT);
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.LONG;
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    Field field = call.field();
    CategoryText text = new CategoryText(call.slot(field), field);
    Set<String> wanted = DeclaredValues.of(call, text);
    Seen seen = columns.place((c, o) -> new Seen(c, o, text, field, wanted));
    return (row, asOf, out, i) -> out.setBits(i, seen.count(row));
  }

  @Override
  public Object naive(Sample sample) {
    Field field = sample.call().field();
    CategoryText text = new CategoryText(sample.call().slot(field), field);
    Set<String> wanted = DeclaredValues.of(sample.call(), text);
    return sample.valued().stream().map(text::of).filter(wanted::contains).distinct().count();
  }

  @Override
  public Card card() {
    return new Card(
        "how many of the declared values occur",
        "0",
        new Card.Example(
            "function: overlap, field: merchant, values: [a, b, c]",
            "1.00 a true, 2.00 d true, 5.00 a true, 7.00 c true",
            "2"));
  }
}
