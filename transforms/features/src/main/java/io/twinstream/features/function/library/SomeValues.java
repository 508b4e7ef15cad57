package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.Exact;
import io.twinstream.features.aggregate.column.register.Entry;
import io.twinstream.features.aggregate.column.register.Register;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.event.Event;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The first or the last n values of a field as an array: all of them, or distinct ones. */
final class SomeValues extends Function {
  private static final Argument N =
      Argument.integer("n", 10, 1, 100, "the greatest number of values");

  private final boolean last;
  private final boolean distinct;

  SomeValues(String id, boolean last, boolean distinct) {
    super(id);
    this.last = last;
    this.distinct = distinct;
  }

  @Override
  public List<Argument> arguments() {
    return List.of(N);
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.array(call.field().type().featureType(), call.integer(N.name()));
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    FieldType type = call.field().type();
    FeatureType element = type.featureType();
    Register register =
        columns.register(call.field(), null, call.integer(N.name()), last, distinct);
    return (row, asOf, out, i) -> {
      ArrayValue.Builder values = ArrayValue.builder(element);
      for (Entry entry : register.entries(row)) {
        switch (type.kind()) {
          case STRING -> values.addText(entry.text());
          case DECIMAL -> values.addDouble(Exact.decimal(entry.bits(), type.scale()));
          default -> values.addBits(entry.bits());
        }
      }
      out.setArray(i, values.build());
    };
  }

  @Override
  public Object naive(Sample sample) {
    Field field = sample.call().field();
    Comparator<Event> order = sample.inTime(field);
    List<Object> values = new ArrayList<>();
    sample.valued().stream()
        .sorted(last ? order.reversed() : order)
        .map(event -> sample.value(event, field))
        .filter(value -> !distinct || !values.contains(value))
        .forEach(values::add);
    int n = Math.min(values.size(), sample.call().integer(N.name()));
    return ArrayValue.of(field.type().featureType(), values.subList(0, n));
  }

  @Override
  public Card card() {
    String values = distinct ? "n distinct values" : "n values";
    String payments = "1 a true, 2 a true, 3 b true, 4 - true";
    return new Card(
        (last ? "the last " : "the first ")
            + values
            + (last ? ", the last one first" : ", the first one first")
            + ", by time, event id as UTF-8 bytes, and value; nulls do not count",
        "an empty array",
        "exact",
        new Card.Example(
            "function: " + id() + ", field: merchant, n: 2",
            payments,
            last ? "[\"b\", \"a\"]" : distinct ? "[\"a\", \"b\"]" : "[\"a\", \"a\"]"));
  }
}
