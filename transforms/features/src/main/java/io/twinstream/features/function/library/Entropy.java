package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.category.CategoryText;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.row.FeatureType;
import java.util.Map;

/** The entropy of the values of a field, in bits. */
final class Entropy extends CategoryFunction {
  private static final double LOG_OF_TWO = StrictMath.log(2);

  Entropy() {
    super("entropy");
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.DOUBLE;
  }

  @Override
  CategoryFormula formula(Call call, CategoryText text) {
    return (counted, out, i) -> {
      long total = counted.total();
      double sum = 0;
      for (int category : counted.sorted()) {
        sum -= term(counted.count(category), total);
      }
      out.setDouble(i, sum / LOG_OF_TWO + 0.0);
    };
  }

  private static double term(long count, long total) {
    double share = Values.share(count, total);
    return share * StrictMath.log(share);
  }

  @Override
  Object naive(NaiveCategories kept, Call call, CategoryText text) {
    Map<String, Long> counts = kept.sizes();
    double total = counts.values().stream().mapToLong(Long::longValue).sum();
    double sum = 0;
    for (long count : counts.values()) {
      sum -= count / total * StrictMath.log(count / total);
    }
    return sum / StrictMath.log(2) + 0.0;
  }

  @Override
  public Card card() {
    return new Card(
        "-sum of p log2(p) over the shares p of the values, added in the order of their text as"
            + " UTF-8 bytes: 0 for one value, log2(k) for k equally frequent ones",
        "null",
        EXACTNESS,
        new Card.Example(
            "function: entropy, field: merchant",
            "1.00 a true, 2.00 b true, 3.00 c true, 4.00 d true",
            "2.0"));
  }
}
