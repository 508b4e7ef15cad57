package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.ValueCount;
import io.twinstream.features.aggregate.column.category.CategoryText;
import io.twinstream.features.aggregate.column.category.Matches;
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
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/** The share of the values of a field that are among some declared ones. */
final class ShareOf extends Function {
  ShareOf() {
    super("share_of");
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
    return FeatureType.DOUBLE;
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    Field field = call.field();
    CategoryText text = new CategoryText(call.slot(field), field);
    Set<String> wanted = DeclaredValues.of(call, text);
    ValueCount values = columns.values(field);
    Matches matches = columns.place((c, o) -> new Matches(c, o, text, field, wanted, values));
    return Values.ifAny(
        values,
        (row, asOf, out, i) ->
            out.setDouble(i, Values.share(row.get(matches.cell), row.get(values.cell))));
  }

  @Override
  public Object naive(Sample sample) {
    Field field = sample.call().field();
    CategoryText text = new CategoryText(sample.call().slot(field), field);
    Set<String> wanted = DeclaredValues.of(sample.call(), text);
    List<String> all = sample.valued().stream().map(text::of).toList();
    return all.isEmpty()
        ? null
        : Moments.quotient(
            BigDecimal.valueOf(all.stream().filter(wanted::contains).count()),
            BigDecimal.valueOf(all.size()));
  }

  @Override
  public Card card() {
    return new Card(
        "the number of events with one of the declared values, divided by that of all values",
        "null",
        new Card.Example(
            "function: share_of, field: merchant, values: [a, c]",
            "1.00 a true, 2.00 b true, 3.00 c true, 4.00 - true, 5.00 d true",
            "0.5"));
  }
}
