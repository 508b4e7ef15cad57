package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.category.Categories;
import io.twinstream.features.aggregate.column.category.CategoryText;
import io.twinstream.features.aggregate.column.category.Counted;
import io.twinstream.features.aggregate.column.category.Measure;
import io.twinstream.features.definition.Field;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureRow;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

/**
 * A function of the numbers of all values of a field, which is unknown if there are more of them
 * than are kept.
 */
abstract class CategoryFunction extends Function {
  /** Sets a feature. */
  interface CategoryFormula {
    void set(Counted counted, FeatureRow out, int index);
  }

  private static final String APPROX = "approx";
  private static final List<Argument> ARGUMENTS =
      List.of(
          NaiveCategories.CAP,
          Argument.flag(
              APPROX,
              "whether there is a value from the kept categories if there are more than cap"));

  static final String EXACTNESS =
      "exact for up to cap categories; with more, null and listed as inexact, or with approx: true the value over the cap"
          + " categories of least hash, as if there were no others";

  CategoryFunction(String id) {
    super(id);
  }

  @Override
  public final Accepts accepts() {
    return Accepts.CATEGORY;
  }

  @Override
  public List<Argument> arguments() {
    return ARGUMENTS;
  }

  static List<Argument> argumentsAfter(Argument... first) {
    return Stream.concat(Stream.of(first), ARGUMENTS.stream()).toList();
  }

  /** Returns what is known of each category. */
  Measure measure(Call call) {
    return Measure.count();
  }

  /** Reports whether there is a value if there is no category. */
  boolean hasValueOfNone() {
    return false;
  }

  @Override
  public final Formula plan(Call call, Columns columns) {
    Field field = call.field();
    CategoryText text = new CategoryText(call.slot(field), field);
    Measure measure = measure(call);
    int cap = call.integer(NaiveCategories.CAP.name());
    Categories categories =
        columns.place((c, o) -> new Categories(c, o, text, field, measure, cap));
    boolean approx = call.flag(APPROX);
    boolean ofNone = hasValueOfNone();
    CategoryFormula formula = formula(call, text);
    return (row, asOf, out, i) -> {
      Counted counted = categories.counted(row);
      if (counted.isFolded() && !approx) {
        out.setInexact(i);
      } else if (ofNone || counted.size() > 0) {
        formula.set(counted, out, i);
      }
    };
  }

  abstract CategoryFormula formula(Call call, CategoryText text);

  /** Returns the number of an event that is collected for {@link #naive}; null for none. */
  BigDecimal number(Sample sample, io.twinstream.features.event.Event event) {
    return BigDecimal.ONE;
  }

  @Override
  public final Object naive(Sample sample) {
    Call call = sample.call();
    NaiveCategories kept =
        NaiveCategories.of(sample, call.field(), event -> number(sample, event))
            .kept(call.integer(NaiveCategories.CAP.name()));
    if (kept.isFolded() && !call.flag(APPROX)) {
      return FeatureRow.INEXACT;
    } else if (kept.numbers().isEmpty() && !hasValueOfNone()) {
      return null;
    }
    return naive(kept, call, new CategoryText(call.slot(call.field()), call.field()));
  }

  /** Computes the value of the kept categories directly. */
  abstract Object naive(NaiveCategories kept, Call call, CategoryText text);
}
