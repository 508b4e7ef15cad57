package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.PowerSum;
import io.twinstream.features.aggregate.column.ValueCount;
import io.twinstream.features.definition.Field;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;
import java.math.BigDecimal;

/** The exact sum of the values of a field, or that sum divided by their number. */
final class Sum extends Function {
  private final boolean mean;

  Sum(String id, boolean mean) {
    super(id);
    this.mean = mean;
  }

  @Override
  public Accepts accepts() {
    return Accepts.EXACT;
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.DOUBLE;
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    Field field = call.field();
    int scale = field.type().scale();
    ValueCount values = columns.values(field);
    PowerSum sum = columns.sum(field);
    return Values.ifAny(
        values,
        mean
            ? (row, asOf, out, i) -> out.setDouble(i, sum.ratio(row, row.get(values.cell), scale))
            : (row, asOf, out, i) -> out.setDouble(i, sum.ratio(row, 1, scale)));
  }

  @Override
  public Object naive(Sample sample) {
    var numbers = sample.numbers();
    if (numbers.isEmpty()) {
      return null;
    }
    BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    return mean ? Moments.quotient(sum, BigDecimal.valueOf(numbers.size())) : sum.doubleValue();
  }

  @Override
  public Card card() {
    return mean
        ? new Card(
            "the sum of the values divided by their number",
            "null",
            new Card.Example("function: mean, field: amount", "1.50 a true, 2.00 b true", "1.75"))
        : new Card(
            "the sum of the values",
            "null",
            new Card.Example("function: sum, field: amount", "1.50 a true, 2.25 b true", "3.75"));
  }
}
