package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.category.CategoryText;
import io.twinstream.features.aggregate.column.category.Counted;
import io.twinstream.features.aggregate.column.category.Measure;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.text.TextOrder;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The values of a field with the most events, or with the greatest sum of another field. */
final class TopK extends CategoryFunction {
  private static final String K = "n";
  private static final String SUM_OF = "sum_of";

  TopK() {
    super("top_k");
  }

  @Override
  public List<Argument> arguments() {
    return argumentsAfter(
        Argument.integer(K, null, 1, 100, "how many values"),
        Argument.field(
                SUM_OF,
                Accepts.EXACT,
                "the field whose sum orders the values; left out, the number of events does")
            .orNone());
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.array(call.field().type().featureType(), call.integer(K));
  }

  @Override
  boolean hasValueOfNone() {
    return true;
  }

  @Override
  Measure measure(Call call) {
    if (!call.has(SUM_OF)) {
      return Measure.count();
    }
    Field summed = call.field(SUM_OF);
    return Measure.of(Measure.Kind.SUM, summed, call.slot(summed));
  }

  @Override
  CategoryFormula formula(Call call, CategoryText text) {
    FeatureType element = type(call).element();
    int k = call.integer(K);
    boolean bySum = call.has(SUM_OF);
    return (counted, out, i) -> {
      Integer[] order = new Integer[counted.size()];
      Arrays.setAll(order, category -> category);
      Arrays.sort(order, bySum ? sums(counted) : counts(counted));
      ArrayValue.Builder values = ArrayValue.builder(element);
      for (int category = 0; category < Math.min(k, order.length); category++) {
        values.add(text.value(counted.category(order[category])));
      }
      out.setArray(i, values.build());
    };
  }

  private static Comparator<Integer> counts(Counted counted) {
    return Comparator.<Integer>comparingLong(i -> -counted.count(i))
        .thenComparing(counted::category, TextOrder::compare);
  }

  private static Comparator<Integer> sums(Counted counted) {
    return Comparator.comparing(counted::sum)
        .reversed()
        .thenComparing(counted::category, TextOrder::compare);
  }

  @Override
  BigDecimal number(Sample sample, Event event) {
    if (!sample.call().has(SUM_OF)) {
      return BigDecimal.ONE;
    }
    Field summed = sample.call().field(SUM_OF);
    return event.isNull(sample.call().slot(summed)) ? null : sample.number(event, summed);
  }

  @Override
  Object naive(NaiveCategories kept, Call call, CategoryText text) {
    Comparator<Map.Entry<String, List<BigDecimal>>> bySum =
        Comparator.comparing(
            category -> category.getValue().stream().reduce(BigDecimal.ZERO, BigDecimal::add));
    return ArrayValue.of(
        type(call).element(),
        kept.numbers().entrySet().stream()
            .sorted(bySum.reversed()) // Stable: equal ones stay in the order of bytes.
            .limit(call.integer(K))
            .map(category -> text.value(category.getKey()))
            .toList());
  }

  @Override
  public Card card() {
    return new Card(
        "the n values with the most events, or the greatest sums of sum_of, greatest first; equal"
            + " ones in the order of their text as UTF-8 bytes",
        "an empty array",
        EXACTNESS,
        new Card.Example(
            "function: top_k, field: merchant, n: 2, sum_of: amount",
            "1.00 a true, 2.00 b true, 5.00 a true, 9.00 c true",
            "[\"c\", \"a\"]"));
  }
}
