package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.Exact;
import io.twinstream.features.aggregate.column.ValueCount;
import io.twinstream.features.aggregate.column.VectorSum;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The sum or the mean of arrays of one length, place by place. */
final class VectorOf extends Function {
  private final boolean mean;

  VectorOf(String id, boolean mean) {
    super(id);
    this.mean = mean;
  }

  @Override
  public Accepts accepts() {
    return Accepts.VECTOR;
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.array(FeatureType.DOUBLE, call.field().type().length());
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    Field field = call.field();
    int slot = call.slot(field);
    int length = field.type().length();
    int scale = field.type().element().scale();
    ValueCount values = columns.values(field);
    VectorSum sums = columns.place((c, o) -> new VectorSum(c, o, slot, field, values));
    return (row, asOf, out, i) -> {
      long n = row.get(values.cell);
      if (n > 0) {
        ArrayValue.Builder array = ArrayValue.builder(FeatureType.DOUBLE);
        for (int place = 0; place < length; place++) {
          array.addDouble(Exact.ratio(sums.sum(row, place), mean ? n : 1, scale));
        }
        out.setArray(i, array.build());
      }
    };
  }

  @Override
  public Object naive(Sample sample) {
    Field field = sample.call().field();
    int slot = sample.call().slot(field);
    List<Event> valued = sample.valued();
    if (valued.isEmpty()) {
      return null;
    }
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < field.type().length(); i++) {
      int place = i;
      BigDecimal sum =
          valued.stream()
              .map(
                  e ->
                      BigDecimal.valueOf(e.array(slot).bits(place), field.type().element().scale()))
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      values.add(Moments.quotient(sum, BigDecimal.valueOf(mean ? valued.size() : 1)));
    }
    return ArrayValue.of(FeatureType.DOUBLE, values);
  }

  @Override
  public Card card() {
    return new Card(
        (mean ? "the mean" : "the sum")
            + " of arrays of one declared length, place by place, such as of embeddings",
        "null",
        "each place is rounded once",
        new Card.Example(
            "function: " + id() + ", field: vector",
            "1 a true 1.00;-2.50, 2 b true 2.00;0.50",
            mean ? "[1.5,-1.0]" : "[3.0,-2.0]"));
  }
}
