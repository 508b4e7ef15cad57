package io.twinstream.features.expression.function;

import static io.twinstream.features.expression.function.FunctionEntry.function;

import io.twinstream.features.expression.function.FunctionEntry.Builder;
import io.twinstream.features.expression.function.Parameter.Kind;
import io.twinstream.features.expression.node.Node.Items;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Nulls;
import io.twinstream.features.row.ArrayValue;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Stream;

/**
 * Functions of two lists. Sums go from the first element to the last, so that they are the same on
 * every JVM.
 */
final class ListFunctions {
  private static final String LENGTHS = "an element is null, or the lengths differ";

  private ListFunctions() {}

  static Stream<FunctionEntry> all() {
    return Stream.of(
            function("dot")
                .of(numbers("a"), numbers("b"))
                .givesNumber(o -> lift(o.items(0), o.items(1), ListFunctions::dot))
                .means("The dot product of two lists of numbers, such as embeddings.")
                .formula("Σ aᵢ bᵢ")
                .orNull(LENGTHS)
                .example("dot([1, 2], [3, -4])", "-5")
                .example("dot([1], [1, 2])", "null"),
            function("cosine")
                .of(numbers("a"), numbers("b"))
                .givesNumber(o -> lift(o.items(0), o.items(1), ListFunctions::cosine))
                .means("The cosine of the angle between two lists of numbers, from -1 to 1.")
                .formula("Σ aᵢ bᵢ / (√Σ aᵢ² √Σ bᵢ²), clipped")
                .orNull(LENGTHS + ", or all elements of one are 0")
                .example("cosine([3, 4], [6, 8])", "1")
                .example("cosine([1, 0], [0, 0])", "null"),
            function("distance")
                .of(numbers("a"), numbers("b"))
                .givesNumber(o -> lift(o.items(0), o.items(1), ListFunctions::distance))
                .means("The Euclidean distance of two lists of numbers.")
                .formula("√Σ (aᵢ - bᵢ)²")
                .orNull(LENGTHS)
                .example("distance([1, 2], [4, 6])", "5"),
            function("jaccard")
                .of(new Parameter("a", Kind.TEXTS), new Parameter("b", Kind.TEXTS))
                .givesNumber(o -> lift(o.items(0), o.items(1), ListFunctions::jaccard))
                .means("How alike two sets of text are: the share of what they have in common.")
                .formula("|a ∩ b| / |a ∪ b|; repeated elements count once")
                .orNull("an element is null, or both are empty")
                .example("jaccard(['a', 'b'], ['b', 'c', 'c'])", "0.3333333333333333"))
        .map(Builder::build);
  }

  private static Parameter numbers(String name) {
    return new Parameter(name, Kind.NUMBERS);
  }

  private static <C> Num<C> lift(
      Items<C> a, Items<C> b, ToDoubleBiFunction<ArrayValue, ArrayValue> function) {
    return row -> {
      ArrayValue x = a.items().apply(row);
      ArrayValue y = b.items().apply(row);
      return x == null || y == null || x.hasNull() || y.hasNull()
          ? Nulls.NUMBER
          : Lift.finite(function.applyAsDouble(x, y));
    };
  }

  private static double dot(ArrayValue a, ArrayValue b) {
    if (a.size() != b.size()) {
      return Double.NaN;
    }
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += a.asDouble(i) * b.asDouble(i);
    }
    return sum;
  }

  private static double cosine(ArrayValue a, ArrayValue b) {
    double cosine = dot(a, b) / (StrictMath.sqrt(dot(a, a)) * StrictMath.sqrt(dot(b, b)));
    return StrictMath.max(-1, StrictMath.min(1, cosine)); // NaN stays.
  }

  private static double distance(ArrayValue a, ArrayValue b) {
    if (a.size() != b.size()) {
      return Double.NaN;
    }
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      double difference = a.asDouble(i) - b.asDouble(i);
      sum += difference * difference;
    }
    return StrictMath.sqrt(sum);
  }

  private static double jaccard(ArrayValue a, ArrayValue b) {
    Set<String> left = texts(a);
    Set<String> right = texts(b);
    long common = left.stream().filter(right::contains).count();
    return (double) common / (left.size() + right.size() - common);
  }

  private static Set<String> texts(ArrayValue array) {
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < array.size(); i++) {
      texts.add(array.text(i));
    }
    return texts;
  }
}
