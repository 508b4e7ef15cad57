package io.twinstream.features.service;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.expression.CompiledExpression;
import io.twinstream.features.expression.ExpressionException;
import io.twinstream.features.expression.Variables;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.row.MapValue;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expressions over features that are arrays and maps. */
class NestedInputsTest {
  private static final List<FeatureType> TYPES =
      List.of(
          FeatureType.array(FeatureType.LONG),
          FeatureType.array(FeatureType.STRING),
          FeatureType.map(FeatureType.DOUBLE),
          FeatureType.BYTES,
          FeatureType.array(FeatureType.TIMESTAMP),
          FeatureType.array(FeatureType.BOOLEAN),
          FeatureType.STRING,
          FeatureType.STRING);
  private static final List<String> NAMES =
      List.of("a", "t", "m", "raw", "times", "flags", "colour", "other.colour");

  private static FeatureRow row() {
    FeatureRow row = new FeatureRow(TYPES);
    row.setArray(0, ArrayValue.of(FeatureType.LONG, Arrays.asList(3L, null, 5L)));
    row.setArray(1, ArrayValue.of(FeatureType.STRING, List.of("x", "y")));
    row.setMap(2, MapValue.builder(FeatureType.DOUBLE).putDouble("red", 1.5).build());
    row.setArray(4, ArrayValue.of(FeatureType.TIMESTAMP, List.of(0L)));
    row.setArray(5, ArrayValue.of(FeatureType.BOOLEAN, List.of(true)));
    row.setText(6, "red");
    row.setText(7, "blue");
    return row;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "null",
      value = {
        "size(a); 3.0",
        "a.size() + size(m); 4.0",
        "a[0] + a[2]; 8.0",
        "a[1]; null",
        "a[3]; null",
        "a[-1]; null",
        "a[size(a) - 1]; 5.0",
        "3 in a; true",
        "4 in a; false",
        "'y' in t && !('z' in t); true",
        "t[1]; y",
        "m['red']; 1.5",
        "m['blue']; null",
        "m[colour]; 1.5",
        "m[other.colour]; null",
        "'red' in m; true",
        "has(a) && !has(raw); true",
        "times[0].getFullYear(); 1970.0",
        "timestamp('1970-01-01T00:00:00Z') in times; true",
        "flags[0]; true",
      })
  void arraysAndMapsAreReadByFunctions(String text, String value) {
    CompiledExpression<Inputs> compiled = CompiledExpression.compile(text, variables());
    FeatureRow out = new FeatureRow(List.of(compiled.type()));
    compiled.evaluate(new Inputs(new FeatureRow[] {row()}, null, null), out, 0);
    assertThat(out.isNull(0) ? null : out.value(0).toString(), is(value));
    compiled.evaluate(new Inputs(new FeatureRow[] {new FeatureRow(TYPES)}, null, null), out, 0);
    assertThat("null propagates", out.isNull(0), is(!text.startsWith("has")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a > 3; '>' does not accept array of number and number",
        "a + 1; '+' does not accept array of number and number",
        "m == 1; '==' does not accept map of number and number",
        "'x' in a; 'in' does not accept text and array of number",
        "a; a feature cannot be a list",
      })
  void everythingElseIsAClearProblem(String text, String problem) {
    ExpressionException e =
        assertThrows(
            ExpressionException.class, () -> CompiledExpression.compile(text, variables()));
    assertThat(e.getMessage(), containsString(problem));
  }

  private static Variables<Inputs> variables() {
    Variables<Inputs> variables = new Variables<>();
    for (int i = 0; i < TYPES.size(); i++) {
      variables.put(NAMES.get(i), Inputs.variable(TYPES.get(i), inputs -> inputs.views()[0], i));
    }
    return variables;
  }
}
