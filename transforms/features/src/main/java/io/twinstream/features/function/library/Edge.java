package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.FirstLast;
import io.twinstream.features.aggregate.column.ValueCount;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.event.Event;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;
import java.util.Comparator;

/** The value of the first or the last event that has one. */
final class Edge extends Function {
  private final boolean last;

  Edge(String id, boolean last) {
    super(id);
    this.last = last;
  }

  @Override
  public FeatureType type(Call call) {
    return call.field().type().featureType();
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    Field field = call.field();
    ValueCount values = columns.values(field);
    FirstLast edge = columns.edge(field, last);
    return Values.ifAny(
        values,
        field.type().kind() == Kind.STRING
            ? (row, asOf, out, i) -> out.setText(i, edge.text(row))
            : (row, asOf, out, i) -> Values.set(out, i, field.type(), edge.bits(row)));
  }

  @Override
  public Object naive(Sample sample) {
    Field field = sample.call().field();
    Comparator<Event> order = sample.inTime(field);
    return sample.valued().stream()
        .max(last ? order : order.reversed())
        .map(event -> sample.value(event, field))
        .orElse(null);
  }

  @Override
  public Card card() {
    return new Card(
        "the value of the "
            + id()
            + " event that has one, by time, event id as UTF-8 bytes, and value",
        "null",
        new Card.Example(
            "function: " + id() + ", field: merchant",
            "1.50 a true, 2.25 b true",
            last ? "\"b\"" : "\"a\""));
  }
}
