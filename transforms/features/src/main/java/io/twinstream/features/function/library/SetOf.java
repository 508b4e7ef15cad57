package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.category.CategoryText;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureType;

/** The distinct values of a field, in the order of their text as UTF-8 bytes. */
final class SetOf extends CategoryFunction {
  SetOf() {
    super("set_of");
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.array(call.field().type().featureType());
  }

  @Override
  boolean hasValueOfNone() {
    return true;
  }

  @Override
  CategoryFormula formula(Call call, CategoryText text) {
    FeatureType element = type(call).element();
    return (counted, out, i) -> {
      ArrayValue.Builder values = ArrayValue.builder(element);
      for (int category : counted.sorted()) {
        values.add(text.value(counted.category(category)));
      }
      out.setArray(i, values.build());
    };
  }

  @Override
  Object naive(NaiveCategories kept, Call call, CategoryText text) {
    return ArrayValue.of(
        type(call).element(), kept.numbers().keySet().stream().map(text::value).toList());
  }

  @Override
  public Card card() {
    return new Card(
        "the distinct values, in the order of their text as UTF-8 bytes",
        "an empty array",
        EXACTNESS,
        new Card.Example(
            "function: set_of, field: merchant",
            "1.00 b true, 2.00 a true, 3.00 b true",
            "[\"a\", \"b\"]"));
  }
}
