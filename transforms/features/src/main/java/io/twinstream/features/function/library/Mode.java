package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.category.CategoryText;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.row.FeatureType;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;

/** The most frequent value of a field, or its share of all values. */
final class Mode extends CategoryFunction {
  private final boolean share;

  Mode(String id, boolean share) {
    super(id);
    this.share = share;
  }

  @Override
  public FeatureType type(Call call) {
    return share ? FeatureType.DOUBLE : call.field().type().featureType();
  }

  @Override
  CategoryFormula formula(Call call, CategoryText text) {
    if (share) {
      return (counted, out, i) ->
          out.setDouble(i, Values.share(counted.count(counted.mostFrequent()), counted.total()));
    }
    return call.field().type().kind() == Kind.STRING
        ? (counted, out, i) -> out.setText(i, counted.category(counted.mostFrequent()))
        : (counted, out, i) -> out.setBits(i, text.bits(counted.category(counted.mostFrequent())));
  }

  @Override
  Object naive(NaiveCategories kept, Call call, CategoryText text) {
    Map<String, Long> counts = kept.sizes();
    long most = Collections.max(counts.values());
    if (share) {
      long all = counts.values().stream().mapToLong(Long::longValue).sum();
      return Moments.quotient(BigDecimal.valueOf(most), BigDecimal.valueOf(all));
    }
    return text.value(
        counts.keySet().stream().filter(c -> counts.get(c) == most).findFirst().orElseThrow());
  }

  @Override
  public Card card() {
    return share
        ? new Card(
            "the number of events with the most frequent value, divided by that of all values",
            "null",
            EXACTNESS,
            new Card.Example(
                "function: top_share, field: merchant",
                "1.00 a true, 2.00 b true, 3.00 b true, 4.00 b true",
                "0.75"))
        : new Card(
            "the most frequent value; of several, the first in the order of their text as UTF-8"
                + " bytes",
            "null",
            EXACTNESS,
            new Card.Example(
                "function: mode, field: merchant",
                "1.00 a true, 2.00 b true, 3.00 b true",
                "\"b\""));
  }
}
