package io.twinstream.features.expression;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares functions of lists with independent formulas. */
final class ListFunctionsTest {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              new Field("u", FieldType.array(FieldType.DOUBLE)),
              new Field("v", FieldType.array(FieldType.LONG)),
              new Field("p", FieldType.array(FieldType.STRING)),
              new Field("q", FieldType.array(FieldType.STRING)),
              new Field("n", FieldType.DOUBLE)));
  private static final Variables<Event> VARIABLES = EventVariables.of(SCHEMA);

  private final Random random = new Random(11);
  private final Map<String, CompiledExpression<Event>> compiled = new HashMap<>();
  private final Map<String, CompiledExpression<Event>> interpreted = new HashMap<>();

  @Test
  void areTheirFormulas() {
    int values = 0;
    for (int i = 0; i < 2_000; i++) {
      List<Double> u = numbers();
      List<Double> v = numbers();
      Event event = event(u, v, texts(), texts(), 2.5);
      Double dot = both(u, v) ? sum(u, v, 0) : null;
      require("dot(u, v)", event, dot);
      Double norms = both(u, v) ? norm(u) * norm(v) : null;
      require("cosine(u, v)", event, norms == null || norms == 0 ? null : dot / norms);
      require("distance(u, v)", event, both(u, v) ? StrictMath.sqrt(sum(u, v, 1)) : null);
      require("dot([n, 2], [n, n])", event, 2.5 * 2.5 + 2 * 2.5);
      values += dot == null ? 0 : 1;
    }
    assertThat(values > 300, is(true));
  }

  @Test
  void jaccardIsOfSets() {
    for (int i = 0; i < 1_000; i++) {
      List<String> p = texts();
      List<String> q = texts();
      Set<String> all = new HashSet<>(p);
      all.addAll(q);
      long common = all.stream().filter(text -> p.contains(text) && q.contains(text)).count();
      boolean none = all.isEmpty() || all.contains(null);
      Event event = event(List.of(), List.of(), p, q, 1);
      require("jaccard(p, q)", event, none ? null : (double) common / all.size());
    }
  }

  @Test
  void refuseOtherLists() {
    for (String wrong :
        List.of("dot(p, q) > 0", "jaccard(u, v) > 0", "dot([n, 'a'], u) > 0", "cosine(n, u) > 0")) {
      ExpressionException e =
          assertThrows(
              ExpressionException.class, () -> CompiledExpression.compile(wrong, VARIABLES));
      assertThat(
          wrong,
          e.getMessage(),
          anyOf(containsString("does not accept"), containsString("a is not a list of numbers")));
    }
    ExpressionException e =
        assertThrows(
            ExpressionException.class, () -> CompiledExpression.compile("dot(p, q)", VARIABLES));
    assertThat(e.getMessage(), containsString("'dot' does not accept"));
  }

  private void require(String expression, Event event, Double expected) {
    CompiledExpression<Event> fast =
        compiled.computeIfAbsent(expression, e -> CompiledExpression.compile(e, VARIABLES));
    assertThat(expression, fast.interpreted(), is(0));
    FeatureRow found = row(fast, event);
    CompiledExpression<Event> other =
        interpreted.computeIfAbsent(expression, e -> CompiledExpression.interpret(e, VARIABLES));
    assertThat(expression, found, is(row(other, event)));
    if (expected == null) {
      assertThat(expression + " of " + event, found.isNull(0), is(true));
    } else {
      assertThat(expression + " of " + event, found.isNull(0), is(false));
      assertThat(expression, found.asDouble(0), closeTo(expected, 1e-12));
    }
  }

  private static FeatureRow row(CompiledExpression<Event> expression, Event event) {
    FeatureRow row = new FeatureRow(List.of(expression.type()));
    expression.evaluate(event, row, 0);
    return row;
  }

  private static boolean both(List<Double> u, List<Double> v) {
    return u.size() == v.size() && !u.contains(null) && !v.contains(null);
  }

  /** Returns the sum of products, or of squared differences. */
  private static double sum(List<Double> u, List<Double> v, int squares) {
    return IntStream.range(0, u.size())
        .mapToDouble(
            i -> squares == 0 ? u.get(i) * v.get(i) : StrictMath.pow(u.get(i) - v.get(i), 2))
        .sum();
  }

  private static double norm(List<Double> u) {
    return StrictMath.sqrt(sum(u, u, 0));
  }

  private List<Double> numbers() {
    int size = random.nextInt(4);
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      numbers.add(random.nextInt(8) == 0 ? null : (double) random.nextInt(-4, 5));
    }
    return numbers;
  }

  private List<String> texts() {
    int size = random.nextInt(4);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      texts.add(Arrays.asList("a", "b", "c", null).get(random.nextInt(i == 0 ? 4 : 3)));
    }
    return texts;
  }

  private static Event event(
      List<Double> u, List<Double> v, List<String> p, List<String> q, double n) {
    Object[] objects = {
      ArrayValue.of(FeatureType.DOUBLE, u),
      ArrayValue.of(
          FeatureType.LONG, v.stream().map(x -> x == null ? null : x.longValue()).toList()),
      ArrayValue.of(FeatureType.STRING, p),
      ArrayValue.of(FeatureType.STRING, q),
      null
    };
    long[] bits = {0, 0, 0, 0, Double.doubleToRawLongBits(n)};
    boolean[] present = {true, true, true, true, true};
    return new Event(
        new Position("lists", 0, 0), 0, 0, "", 0, bits, new String[5], objects, present);
  }
}
