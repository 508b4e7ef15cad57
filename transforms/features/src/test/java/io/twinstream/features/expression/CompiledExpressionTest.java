package io.twinstream.features.expression;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompiledExpressionTest {
  private static final Variables<Event> VARIABLES = EventVariables.of(RandomExpressions.SCHEMA);

  private static FeatureRow value(CompiledExpression<Event> expression, Event event) {
    FeatureRow row = new FeatureRow(List.of(expression.type()));
    expression.evaluate(event, row, 0);
    return row;
  }

  @Property(tries = 3_000)
  void equalsTheInterpreter(@ForAll long seed, @ForAll @IntRange(max = 4) int depth) {
    RandomExpressions random = new RandomExpressions(seed);
    String text = random.any(depth);
    CompiledExpression<Event> compiled = CompiledExpression.compile(text, VARIABLES);
    CompiledExpression<Event> interpreted = CompiledExpression.interpret(text, VARIABLES);
    assertThat(text + " is compiled throughout", compiled.interpreted(), is(0));
    for (int i = 0; i < 20; i++) {
      Event event = random.event();
      assertThat(text, value(compiled, event), is(value(interpreted, event)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "[n1, n2].exists(n, n > 1) || b1",
        "[n1, n2].exists_one(n, n > 1)",
        "[1, 2, 3].all(n, n > n1)",
        "[n1, n2][1] > 0",
        "string(n3) == '0.5'",
        "(n1 > 0 ? t1 + duration('1us') : t2) > t1",
        "b1 < b2",
        "t1 == timestamp('2000-02-29T23:59:59.0005Z')",
        "n1 in [n2, n3]",
        "double('x') > n1 || b1",
      })
  void leavesTheRestToTheInterpreter(String text) {
    CompiledExpression<Event> compiled = CompiledExpression.compile(text, VARIABLES);
    CompiledExpression<Event> interpreted = CompiledExpression.interpret(text, VARIABLES);
    for (int seed = 0; seed < 200; seed++) {
      Event event = new RandomExpressions(seed).event();
      assertThat(text, value(compiled, event), is(value(interpreted, event)));
    }
  }

  @Test
  void countsWhatIsInterpreted() {
    assertThat(
        CompiledExpression.compile("string(n3) == '0.5' && n1 > 2", VARIABLES).interpreted(),
        is(1));
    assertThat(CompiledExpression.compile("[n1].exists(n, n > 1)", VARIABLES).interpreted(), is(1));
  }

  @ParameterizedTest
  @CsvSource({
    "n1 / n2, DOUBLE",
    "n1 > n2, BOOLEAN",
    "t1.getHours(), DOUBLE",
    "s1 + 'x', STRING",
    "t1, TIMESTAMP",
    "b1 ? 1 : 0, DOUBLE"
  })
  void infersTheType(String text, FeatureType.Kind kind) {
    assertThat(CompiledExpression.compile(text, VARIABLES).type().kind(), is(kind));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "t1 - t2; getSeconds()",
        "[n1]; a feature cannot be a list",
        "null; a feature cannot be a null_type",
      })
  void refusesWhatNoFeatureIs(String text, String told) {
    ExpressionException e =
        assertThrows(ExpressionException.class, () -> CompiledExpression.compile(text, VARIABLES));
    assertThat(e.getMessage(), containsString(told));
  }

  @Test
  void numbersThatAreNotFiniteAreNull() {
    for (String text : List.of("1 / 0", "0 / 0", "1e308 * 10", "5 % 0", "int(1e30)")) {
      assertThat(
          text, value(CompiledExpression.compile(text, VARIABLES), null).isNull(0), is(true));
    }
  }

  @Test
  void zeroHasNoSign() {
    assertThat(
        value(CompiledExpression.compile("-(n1 - n1) == 0 && 0 * -1 == 0", VARIABLES), known())
            .value(0),
        is(true));
  }

  private static Event known() {
    int size = RandomExpressions.SCHEMA.size();
    boolean[] present = new boolean[size];
    java.util.Arrays.fill(present, true);
    String[] texts = new String[size];
    java.util.Arrays.fill(texts, "a");
    return new Event(
        new io.twinstream.features.event.Position("t", 0, 0),
        0,
        0,
        "",
        0,
        new long[size],
        texts,
        present);
  }
}
