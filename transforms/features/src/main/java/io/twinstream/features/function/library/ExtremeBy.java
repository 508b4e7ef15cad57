package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.register.Register;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;
import java.util.Comparator;
import java.util.List;

/** The value of a field in the event with the least or the greatest value of another field. */
final class ExtremeBy extends Function {
  private static final Argument BY =
      Argument.field("by", Accepts.ORDERED, "the field that orders the events");

  private final boolean greatest;

  ExtremeBy(String id, boolean greatest) {
    super(id);
    this.greatest = greatest;
  }

  @Override
  public List<Argument> arguments() {
    return List.of(BY);
  }

  @Override
  public FeatureType type(Call call) {
    return call.field().type().featureType();
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    Register register = columns.register(call.field(), call.field(BY.name()), 1, greatest, false);
    return Values.entry(register, call.field().type(), 0);
  }

  @Override
  public Object naive(Sample sample) {
    Field field = sample.call().field();
    Field by = sample.call().field(BY.name());
    Comparator<Event> order = sample.byValue(by).thenComparing(sample.inTime(field));
    return sample.valued().stream()
        .filter(event -> !event.isNull(sample.call().slot(by)))
        .max(greatest ? order : order.reversed())
        .map(event -> sample.value(event, field))
        .orElse(null);
  }

  @Override
  public Card card() {
    return new Card(
        "the value in the event with the "
            + (greatest ? "greatest" : "least")
            + " value of another field, of several the "
            + (greatest ? "last" : "first")
            + " one; events without one of the values do not count",
        "null",
        "exact",
        new Card.Example(
            "function: " + id() + ", field: merchant, by: amount",
            "2.00 a true, 5.00 b true, 2.00 c true, 5.00 d true, 9.00 - true",
            greatest ? "\"d\"" : "\"a\""));
  }
}
