package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.Exact;
import io.twinstream.features.aggregate.column.TrueCount;
import io.twinstream.features.aggregate.column.ValueCount;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;
import java.util.List;

/** Whether any or all values of a boolean field are true, or how many of them. */
final class Condition extends Function {
  enum Kind {
    ANY,
    ALL,
    SHARE
  }

  private final Kind kind;

  Condition(String id, Kind kind) {
    super(id);
    this.kind = kind;
  }

  @Override
  public Accepts accepts() {
    return Accepts.BOOLEAN;
  }

  @Override
  public FeatureType type(Call call) {
    return kind == Kind.SHARE ? FeatureType.DOUBLE : FeatureType.BOOLEAN;
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    ValueCount values = columns.values(call.field());
    TrueCount trues = columns.place((c, o) -> new TrueCount(c, o, values));
    return switch (kind) {
      case ANY -> (row, asOf, out, i) -> out.setBits(i, row.get(trues.cell) > 0 ? 1 : 0);
      case ALL ->
          Values.ifAny(
              values,
              (row, asOf, out, i) ->
                  out.setBits(i, row.get(trues.cell) == row.get(values.cell) ? 1 : 0));
      case SHARE ->
          Values.ifAny(
              values,
              (row, asOf, out, i) ->
                  out.setDouble(i, Exact.ratio(row.get(trues.cell), row.get(values.cell), 0)));
    };
  }

  @Override
  public Object naive(Sample sample) {
    List<Boolean> values =
        sample.valued().stream()
            .map(event -> (Boolean) sample.value(event, sample.call().field()))
            .toList();
    return switch (kind) {
      case ANY -> values.contains(true);
      case ALL -> values.isEmpty() ? null : !values.contains(false);
      case SHARE ->
          values.isEmpty()
              ? null
              : values.stream().filter(value -> value).count() / (double) values.size();
    };
  }

  @Override
  public Card card() {
    String payments = "1 a true, 2 b false, 3 c -, 4 d true, 5 e true";
    String example = "function: " + id() + ", field: approved";
    return switch (kind) {
      case ANY ->
          new Card(
              "whether a value is true; nulls do not count",
              "false",
              "exact",
              new Card.Example(example, payments, "true"));
      case ALL ->
          new Card(
              "whether all values are true; nulls do not count",
              "null",
              "exact",
              new Card.Example(example, payments, "false"));
      case SHARE ->
          new Card(
              "the number of true values divided by the number of values; nulls do not count",
              "null",
              new Card.Example(example, payments, "0.75"));
    };
  }
}
