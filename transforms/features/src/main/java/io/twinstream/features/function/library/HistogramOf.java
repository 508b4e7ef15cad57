package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.quantile.Histogram;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureType;
import java.math.BigDecimal;
import java.util.List;

/** The number of values of a field between declared bounds. */
final class HistogramOf extends Function {
  private static final String BUCKETS = "buckets";
  private static final int MOST = 256;

  HistogramOf() {
    super("histogram");
  }

  @Override
  public Accepts accepts() {
    return Accepts.NUMBER;
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.decimals(
            BUCKETS, "the bounds between buckets, ascending; a bound is in the bucket above it"));
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.array(FeatureType.LONG, call.texts(BUCKETS).size() + 1);
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    Field field = call.field();
    int slot = call.slot(field);
    List<BigDecimal> bounds = bounds(call);
    Histogram histogram = columns.place((c, o) -> new Histogram(c, o, slot, field, bounds));
    return (row, asOf, out, i) -> {
      ArrayValue.Builder counts = ArrayValue.builder(FeatureType.LONG);
      for (int bucket = 0; bucket < histogram.cells(); bucket++) {
        counts.addBits(row.get(histogram.cell + bucket));
      }
      out.setArray(i, counts.build());
    };
  }

  private static List<BigDecimal> bounds(Call call) {
    List<BigDecimal> bounds = call.texts(BUCKETS).stream().map(BigDecimal::new).toList();
    boolean ascending = !bounds.isEmpty() && bounds.size() < MOST;
    for (int i = 1; i < bounds.size(); i++) {
      ascending &= bounds.get(i - 1).compareTo(bounds.get(i)) < 0;
    }
    if (!ascending) {
      throw new IllegalArgumentException(
          "histogram needs 1 to %d ascending bounds, such as buckets: [0, 10, 100], not %s"
              .formatted(MOST - 1, bounds));
    }
    return bounds;
  }

  @Override
  public Object naive(Sample sample) {
    List<BigDecimal> bounds = bounds(sample.call());
    Field field = sample.call().field();
    long[] counts = new long[bounds.size() + 1];
    sample
        .valued()
        .forEach(
            event -> {
              BigDecimal value =
                  field.type().kind() == Kind.DOUBLE
                      ? new BigDecimal((Double) sample.value(event, field))
                      : sample.number(event, field);
              counts[(int) bounds.stream().filter(b -> b.compareTo(value) <= 0).count()]++;
            });
    ArrayValue.Builder array = ArrayValue.builder(FeatureType.LONG);
    for (long count : counts) {
      array.addBits(count);
    }
    return array.build();
  }

  @Override
  public Card card() {
    return new Card(
        "the number of values below the first bound, from each bound up to and without the next,"
            + " and from the last bound on",
        "an array of zeros",
        new Card.Example(
            "function: histogram, field: amount, buckets: [0, 2.5]",
            "1.50 a true, -1.00 b true, 2.50 b true, 0.00 a true",
            "[1, 2, 1]"));
  }
}
