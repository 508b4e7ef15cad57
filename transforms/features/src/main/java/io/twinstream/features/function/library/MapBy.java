package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.Exact;
import io.twinstream.features.aggregate.column.category.Categories;
import io.twinstream.features.aggregate.column.category.CategoryText;
import io.twinstream.features.aggregate.column.category.Counted;
import io.twinstream.features.aggregate.column.category.Measure;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.FieldType.Kind;
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
import io.twinstream.features.row.MapValue;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;

/** A number for each value of a field, as a map. */
final class MapBy extends Function {
  /** Which number. */
  enum Statistic {
    COUNT(Measure.Kind.COUNT, "the number of events"),
    SUM(Measure.Kind.SUM, "the sum of the values of field"),
    MEAN(Measure.Kind.SUM, "the mean of the values of field"),
    LEAST(Measure.Kind.LEAST, "the least value of field"),
    GREATEST(Measure.Kind.GREATEST, "the greatest value of field");

    private final Measure.Kind measure;
    private final String meaning;

    Statistic(Measure.Kind measure, String meaning) {
      this.measure = measure;
      this.meaning = meaning;
    }
  }

  private static final String BY = "by";
  private static final Argument CATEGORY =
      Argument.field(BY, Accepts.CATEGORY, "the field whose values are the keys of the map");

  private final Statistic number;

  MapBy(String id, Statistic number) {
    super(id);
    this.number = number;
  }

  @Override
  public Accepts accepts() {
    return switch (number) {
      case COUNT -> Accepts.CATEGORY;
      case SUM, MEAN -> Accepts.EXACT;
      case LEAST, GREATEST -> Accepts.NUMBER;
    };
  }

  @Override
  public List<Argument> arguments() {
    return number == Statistic.COUNT
        ? List.of(NaiveCategories.CAP)
        : List.of(CATEGORY, NaiveCategories.CAP);
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.map(
        switch (number) {
          case COUNT -> FeatureType.LONG;
          case SUM, MEAN -> FeatureType.DOUBLE;
          case LEAST, GREATEST -> call.field().type().featureType();
        });
  }

  private Field category(Call call) {
    return number == Statistic.COUNT ? call.field() : call.field(BY);
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    Field category = category(call);
    CategoryText text = new CategoryText(call.slot(category), category);
    Measure measure =
        number == Statistic.COUNT
            ? Measure.count()
            : Measure.of(number.measure, call.field(), call.slot(call.field()));
    int cap = call.integer(NaiveCategories.CAP.name());
    Categories categories =
        columns.place((c, o) -> new Categories(c, o, text, category, measure, cap));
    FeatureType element = type(call).element();
    FieldType field = call.field().type();
    return (row, asOf, out, i) -> {
      Counted counted = categories.counted(row);
      MapValue.Builder map = MapValue.builder(element);
      for (int index = 0; index < counted.size(); index++) {
        map.putBits(counted.category(index), bits(counted, index, field));
      }
      if (counted.isFolded()) {
        map.other(bits(counted, Counted.FOLDED, field));
      }
      out.setMap(i, map.build());
    };
  }

  private long bits(Counted counted, int index, FieldType field) {
    return switch (number) {
      case COUNT -> counted.count(index);
      case SUM -> bits(Exact.ratio(counted.sum(index), 1, field.scale()));
      case MEAN -> bits(Exact.ratio(counted.sum(index), counted.count(index), field.scale()));
      case LEAST, GREATEST ->
          field.kind() == Kind.DECIMAL
              ? bits(Exact.decimal(counted.bits(index), field.scale()))
              : counted.bits(index);
    };
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  @Override
  public Object naive(Sample sample) {
    Call call = sample.call();
    NaiveCategories kept =
        NaiveCategories.of(sample, category(call), event -> number(sample, event))
            .kept(call.integer(NaiveCategories.CAP.name()));
    MapValue.Builder map = MapValue.builder(type(call).element());
    kept.numbers().forEach((category, numbers) -> map.put(category, value(numbers, call)));
    if (kept.isFolded()) {
      Object other = value(kept.others(), call);
      map.other(other instanceof Double d ? bits(d) : (Long) other);
    }
    return map.build();
  }

  private BigDecimal number(Sample sample, Event event) {
    Field field = sample.call().field();
    if (number == Statistic.COUNT || event.isNull(sample.call().slot(field))) {
      return number == Statistic.COUNT ? BigDecimal.ONE : null;
    }
    return field.type().kind() == Kind.DOUBLE
        ? new BigDecimal((Double) sample.value(event, field))
        : sample.number(event, field);
  }

  private Object value(List<BigDecimal> numbers, Call call) {
    BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal value =
        switch (number) {
          case COUNT, SUM, MEAN -> sum;
          case LEAST -> Collections.min(numbers);
          case GREATEST -> Collections.max(numbers);
        };
    if (number == Statistic.MEAN) {
      return Moments.quotient(sum, BigDecimal.valueOf(numbers.size()));
    }
    return type(call).element() == FeatureType.LONG
        ? (Object) value.longValueExact()
        : (Object) value.doubleValue();
  }

  @Override
  public Card card() {
    boolean count = number == Statistic.COUNT;
    String values =
        switch (number) {
          case COUNT -> "{\"a\":2,\"b\":1}";
          case SUM -> "{\"a\":6.0,\"b\":2.0}";
          case MEAN -> "{\"a\":3.0,\"b\":2.0}";
          case LEAST -> "{\"a\":1.0,\"b\":2.0}";
          case GREATEST -> "{\"a\":5.0,\"b\":2.0}";
        };
    return new Card(
        number.meaning
            + " for each value of "
            + (count ? "field" : BY)
            + "; other is the same over all values that are not kept",
        "an empty map",
        "exact for each key and for other; of more than cap values those of least hash are kept",
        new Card.Example(
            "function: " + id() + (count ? ", field: merchant" : ", field: amount, by: merchant"),
            "1.00 a true, 2.00 b true, 5.00 a true",
            "{\"values\":" + values + ",\"other\":null,\"exact\":true}"));
  }
}
