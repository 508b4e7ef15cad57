package io.twinstream.features.expression.function;

import static io.twinstream.features.expression.function.FunctionEntry.function;
import static io.twinstream.features.expression.function.FunctionEntry.number;

import io.twinstream.features.expression.function.FunctionEntry.Builder;
import io.twinstream.features.expression.function.Overload.Origin;
import io.twinstream.features.expression.function.Parameter.Kind;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Nulls;
import io.twinstream.features.expression.node.Operands;
import java.util.stream.Stream;

/** Functions that prepare numbers for a model. */
final class ScaleFunctions {
  private ScaleFunctions() {}

  static Stream<FunctionEntry> all() {
    return Stream.of(
            function("clip")
                .of(number("x"), number("lo"), number("hi"))
                .givesNumber(o -> Lift.number(o.num(0), o.num(1), o.num(2), ScaleFunctions::clip))
                .means("x, but at least lo and at most hi.")
                .formula("min(max(x, lo), hi)")
                .orNull("lo > hi")
                .example("clip(12, 0, 10)", "10")
                .example("clip(5, 0, 10)", "5"),
            function("scale")
                .of(number("x"), number("mean"), number("sd"))
                .givesNumber(o -> Lift.number(o.num(0), o.num(1), o.num(2), ScaleFunctions::scale))
                .means(
                    "Standardizes x by constants from a training set. A deviation of 0, of a"
                        + " feature that was constant, is taken as 1.")
                .formula("(x - mean) / sd")
                .example("scale(14, 10, 2)", "2")
                .example("scale(14, 10, 0)", "4"),
            function("zscore")
                .of(number("x"), number("mean"), number("sd"))
                .givesNumber(o -> Lift.number(o.num(0), o.num(1), o.num(2), ScaleFunctions::zscore))
                .means("How many deviations x is from a mean, such as the entity's own.")
                .formula("(x - mean) / sd")
                .orNull("sd is 0")
                .example("zscore(14, 10, 2)", "2")
                .example("zscore(14, 10, 0)", "null"),
            function("minmax")
                .of(number("x"), number("lo"), number("hi"))
                .givesNumber(o -> Lift.number(o.num(0), o.num(1), o.num(2), ScaleFunctions::minmax))
                .means(
                    "Maps lo to 0 and hi to 1. x may be outside of them; clip limits the result.")
                .formula("(x - lo) / (hi - lo)")
                .orNull("lo = hi")
                .example("minmax(15, 10, 20)", "0.5"),
            function("encode")
                .origin(Origin.OURS_APART)
                .of(
                    number("sum"),
                    number("count"),
                    number("all_sum"),
                    number("all_count"),
                    number("smoothing"))
                .givesNumber(ScaleFunctions::encode)
                .means(
                    "Encodes a category by the mean of its labels, drawn towards the mean of all"
                        + " labels as if there were so many more of them. A category without labels"
                        + " has the mean of all.")
                .formula("(sum + smoothing·all_sum/all_count) / (count + smoothing)")
                .nulls("if there are no labels at all, or smoothing is null or negative")
                .example("encode(3, 10, 20, 1000, 10)", "0.16")
                .example("encode(0, 0, 20, 1000, 10)", "0.02"),
            function("bucketize")
                .of(number("x"), new Parameter("bounds", Kind.BOUNDS))
                .givesNumber(o -> bucketize(o.num(0), (double[]) o.literal(1)))
                .means("The number of bounds that are not above x, from 0 to the number of bounds.")
                .formula("|{b ∈ bounds : b ≤ x}|; bounds are literals that ascend")
                .example("bucketize(50, [10, 50, 100])", "2")
                .example("bucketize(9, [10, 50, 100])", "0"))
        .map(Builder::build);
  }

  /** Nulls of the category are no labels: an unknown one is as usual as all. */
  private static <C> Num<C> encode(Operands<C> o) {
    return row -> {
      double smoothing = o.num(4).number(row);
      double prior = o.num(2).number(row) / o.num(3).number(row);
      if (!Double.isFinite(prior) || !(smoothing >= 0)) {
        return Nulls.NUMBER;
      }
      double sum = o.num(0).number(row);
      double count = o.num(1).number(row);
      boolean none = !Double.isFinite(sum) || !(count > 0);
      return none ? prior + 0.0 : Lift.finite((sum + smoothing * prior) / (count + smoothing));
    };
  }

  private static double clip(double x, double lo, double hi) {
    return lo > hi ? Double.NaN : StrictMath.min(StrictMath.max(x, lo), hi);
  }

  private static double scale(double x, double mean, double sd) {
    return (x - mean) / (sd == 0 ? 1 : sd);
  }

  private static double zscore(double x, double mean, double sd) {
    return sd == 0 ? Double.NaN : (x - mean) / sd;
  }

  private static double minmax(double x, double lo, double hi) {
    return lo == hi ? Double.NaN : (x - lo) / (hi - lo);
  }

  private static <C> Num<C> bucketize(Num<C> x, double[] bounds) {
    return Lift.number(
        x,
        value -> {
          int below = 0;
          int above = bounds.length;
          while (below < above) {
            int middle = (below + above) >>> 1;
            if (bounds[middle] <= value) {
              below = middle + 1;
            } else {
              above = middle;
            }
          }
          return below;
        });
  }
}
