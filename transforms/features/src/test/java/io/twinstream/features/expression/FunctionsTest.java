package io.twinstream.features.expression;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.event.Event;
import io.twinstream.features.expression.function.FunctionEntry;
import io.twinstream.features.expression.function.Functions;
import io.twinstream.features.expression.function.Overload;
import io.twinstream.features.row.FeatureRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FunctionsTest {
  private static final Variables<Event> VARIABLES = variables();

  private static Variables<Event> variables() {
    return EventVariables.of(RandomExpressions.SCHEMA.withCalendars(RandomCalls.CALENDARS));
  }

  static Stream<FunctionEntry> functions() {
    return Functions.all().stream();
  }

  static Stream<Overload> overloads() {
    return Functions.overloads().filter(overload -> !overload.resultType().equals("duration"));
  }

  private static FeatureRow row(CompiledExpression<Event> expression, Event event) {
    FeatureRow row = new FeatureRow(List.of(expression.type()));
    expression.evaluate(event, row, 0);
    return row;
  }

  @ParameterizedTest
  @MethodSource("functions")
  void isDocumented(FunctionEntry function) {
    assertThat(function.name(), function.meaning(), not(""));
    assertThat(function.name(), function.nulls(), not(""));
    assertThat(function.name(), function.examples(), not(empty()));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void examplesHaveTheirValues(FunctionEntry function) {
    for (FunctionEntry.Example example : function.examples()) {
      // Without a name, all of it would be evaluated at compile time, by the interpreter.
      String compiled = "b1 || !b1 ? " + example.expression() + " : " + example.expression();
      Event event = new RandomExpressions(0).complete();
      assertThat(example.expression(), value(example.expression(), event), is(example.value()));
      assertThat(compiled, value(compiled, event), is(example.value()));
      FeatureRow interpreted =
          row(CompiledExpression.interpret(example.expression(), VARIABLES), event);
      assertThat(
          example.expression(),
          row(CompiledExpression.compile(example.expression(), VARIABLES), event),
          is(interpreted));
    }
  }

  private static String value(String expression, Event event) {
    CompiledExpression<Event> compiled = CompiledExpression.compile(expression, VARIABLES);
    FeatureRow row = row(compiled, event);
    if (row.isNull(0)) {
      return "null";
    }
    Object value = row.value(0);
    if (value instanceof Double number) {
      return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
    return value instanceof String text ? "'" + text + "'" : value.toString();
  }

  @ParameterizedTest
  @MethodSource("overloads")
  void isCompiled(Overload overload) {
    String call = new RandomCalls(1).call(overload, 0);
    assertThat(call, CompiledExpression.compile(call, VARIABLES).interpreted(), is(0));
  }

  @ParameterizedTest
  @MethodSource("overloads")
  void equalsTheInterpreter(Overload overload) {
    RandomCalls random = new RandomCalls(overload.id().hashCode());
    for (int i = 0; i < 2; i++) {
      equal(random.call(overload, 0), random);
    }
  }

  @Property(tries = 200)
  void nestedCallsEqualTheInterpreter(@ForAll long seed) {
    RandomCalls random = new RandomCalls(seed);
    equal(random.any(3), random);
  }

  private static void equal(String text, RandomCalls random) {
    CompiledExpression<Event> compiled = CompiledExpression.compile(text, VARIABLES);
    CompiledExpression<Event> interpreted = CompiledExpression.interpret(text, VARIABLES);
    assertThat(text, compiled.interpreted(), is(0));
    for (int i = 0; i < 12; i++) {
      Event event = random.event();
      FeatureRow found = row(compiled, event);
      assertThat(text, found, is(row(interpreted, event)));
      assertThat(text, found.value(0), not(-0.0));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "[n1, n2].exists(n, math.abs(n) > 1)",
        "[1, 2, 3].all(n, bucketize(n, [1, 2]) < coalesce(n1, 5))",
        "[t1, t2].exists(t, hour(t, 'Europe/London') > 5 && !is_weekend(t, s1))",
        "[t1, t2].exists(t, t.getHours('Europe/London') > 5)",
        "string(coalesce(n3, n1)) == '0.5' || is_holiday(t1, 'example')",
        "['a', s1].exists(s, s.matches('^a') && hash_bucket(s, 7) > 2)",
      })
  void theInterpreterCallsFunctions(String text) {
    CompiledExpression<Event> compiled = CompiledExpression.compile(text, VARIABLES);
    CompiledExpression<Event> interpreted = CompiledExpression.interpret(text, VARIABLES);
    RandomCalls random = new RandomCalls(7);
    for (int i = 0; i < 100; i++) {
      Event event = random.event();
      assertThat(text, row(compiled, event), is(row(interpreted, event)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "math.sqr(n1) > 1 ; no function 'math.sqr' (column 1); did you mean math.sqrt?",
        "sqrt(n1) > 1 ; no function 'sqrt' (column 5); did you mean math.sqrt?",
        "haversin(1, 2, 3, 4) ; no function 'haversin' (column 9); did you mean haversine?",
        "clip(n1, 2) ; 'clip' needs 3 arguments, not 2 (column 5); write clip(x, lo, hi)",
        "math.min(n1) ; 'math.min' needs 2 to 8 arguments, not 1",
        "clip(s1, 1, 2) ; 'clip' does not accept text and number and number",
        "hash_bucket(n1, 8) ; 'hash_bucket' does not accept number and number",
        "coalesce(n1, s1) ; 'coalesce' does not accept number and text",
        "hour(t1, 'Europe/Lodon') ; no time zone 'Europe/Lodon' (column 10); did you mean"
            + " Europe/London?",
        "hour(t1, 'nowhere') ; no time zone 'nowhere' (column 10); write one like Europe/London",
        "t1.getHours('Mars') ; no time zone 'Mars'",
        "is_holiday(t1, 'exmple') ; no calendar 'exmple' (column 16); did you mean example?",
        "is_holiday(t1, s1) ; calendar must be a literal",
        "s1.matches('(a') ; '(a' is not a regular expression: missing closing )",
        "s1.matches('(?=a)') ; is not a regular expression",
        "s1.matches(s2) ; re must be a literal",
        "bucketize(n1, [2, 1]) ; bounds is not a list of ascending numbers (column 15)",
        "bucketize(n1, []) ; bounds is not a list of ascending numbers",
        "bucketize(n1, [n2]) ; bounds must be a literal",
        "hash_bucket(s1, 0) ; n is not a positive integer",
        "hash_bucket(s1, 1.5) ; n is not a positive integer",
        "hash_bucket(s1, n1) ; n must be a literal",
        "is_night(t1, 'UTC', 22, 25) ; to is not an hour from 0 to 24",
        "[n1].exists(n, coalesce(n, 1) > 0) ; coalesce cannot read the variable of exists",
      })
  void refuses(String text, String problem) {
    ExpressionException e =
        assertThrows(ExpressionException.class, () -> CompiledExpression.compile(text, VARIABLES));
    assertThat(e.getMessage(), containsString(problem));
  }

  @Test
  void overloadsOfOneSizeResolveTheSameLiterals() {
    List<String> wrong = new ArrayList<>();
    for (FunctionEntry function : Functions.all()) {
      for (Overload a : function.overloads()) {
        for (Overload b : function.overloads()) {
          for (int i = 0;
              a.parameters().size() == b.parameters().size() && i < a.parameters().size();
              i++) {
            if (a.parameters().get(i).kind().resolvesLiterals()
                && a.parameters().get(i).kind() != b.parameters().get(i).kind()) {
              wrong.add(a.id());
            }
          }
        }
      }
    }
    assertThat(
        "the literals of a call are resolved before its types are known", wrong, is(empty()));
  }
}
