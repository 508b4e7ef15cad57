package io.twinstream.features.expression;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.expression.RecordExpression.FailedEvaluation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordExpressionTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "double(record.text.replace(',', '.')) * 2 => 25.0",
        "record.number * 100 / 2 + 1 => 62.5",
        "record.text.substring(0, 2) + record.text[0 + 0] => error",
        "record.text.substring(record.text.indexOf(',') + 1) => 5",
        "record.list[1].trim() + record.list[0].charAt(0) => ba",
        "record.list[0].split(',', 1)[0] => a",
        "record['a.b'] ? 'yes' : 'no' => yes",
        "has(record.nothing) || record.none == null => true",
        "record.nested.deep => x",
        "record.nothing => error",
        "record.none + 1 => error",
        "record.long => 9007199254740993",
        "lower(record.text + 'A') == '12,5a' => true",
        "string(record.number) => 1.23",
        "timestamp(record.time) - duration('1h') => 2026-01-01T00:00:00Z",
        "moment => 2026-02-02T02:02:02.002Z",
        "payload + '}' => {}",
      })
  void expressionsOverRecords(String expression, String expected) {
    RecordExpression compiled = compile(expression);
    if (expected.equals("error")) {
      assertThrows(FailedEvaluation.class, () -> compiled.evaluate(variables()));
    } else {
      assertThat(String.valueOf(compiled.evaluate(variables())), is(expected));
    }
  }

  @Test
  void nullAndCollectionsAreValuesToo() {
    assertThat(compile("null").evaluate(variables()), is(nullValue()));
    assertThat(
        compile("{'a': [1, record.none]}").evaluate(variables()),
        is(Map.of("a", Arrays.asList(1.0, null))));
  }

  @Test
  void problemsAreThoseOfExpressions() {
    ExpressionException wrong =
        assertThrows(ExpressionException.class, () -> compile("recrd.text == 'a'"));
    assertThat(wrong.where(), containsString("no name 'recrd'"));
    assertThat(wrong.hint(), containsString("record"));
    assertThat(compile("'text'").isTest(), is(false));
    assertThat(compile("1 > 2").isTest(), is(true));
  }

  private static RecordExpression compile(String expression) {
    return RecordExpression.compile(
        expression, Set.of("record"), Set.of("payload"), Set.of("moment"));
  }

  private static Map<String, Object> variables() {
    Map<String, Object> record = new HashMap<>();
    record.put("text", "12,5");
    record.put("number", new BigDecimal("1.23"));
    record.put("long", new BigDecimal("9007199254740993"));
    record.put("list", List.of("a", " b "));
    record.put("a.b", true);
    record.put("none", null);
    record.put("time", "2026-01-01T01:00:00Z");
    record.put("nested", Map.of("deep", "x"));
    Map<String, Object> variables = new HashMap<>();
    variables.put("record", RecordExpression.variable(record));
    variables.put("payload", "{");
    variables.put("moment", RecordExpression.variable(Instant.parse("2026-02-02T02:02:02.002Z")));
    return variables;
  }
}
