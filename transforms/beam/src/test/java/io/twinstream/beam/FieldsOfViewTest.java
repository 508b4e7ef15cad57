package io.twinstream.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.beam.coder.FieldsOfView;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other fields do not reach the step that aggregates, so a forgotten one would read as null. */
class FieldsOfViewTest {
  private static final String YAML =
      """
      project: shop
      sources:
        pay:
          topic: pay
          event_time: at
          fields:
            card: string
            at: timestamp
            a: decimal(2)
            b: decimal(2)
            c: boolean
            d: boolean
      entities: {card: {key: card}}
      views:
        v@1:
          entity: card
          source: pay
          aggregations: [{name: x, %s}]
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "function: count, windows: 1h | ",
        "function: sum, field: a, windows: 1h | a",
        "function: sum, field: a, windows: 1h, where: c | a c",
        "function: covariance, field: a, with: b, windows: 1h | a b",
        "function: max_by, field: a, by: b, windows: lifetime, where: '!d' | a b d",
        "'function: sum, field: a, where: c, windows: {last: 9, where: d}' | a c d",
        "'function: count, windows: {session: 5m, lookback: 1h, where: d && b > 1.0}' | b d",
      })
  void areThoseOfFunctionsAndFilters(String aggregation, String fields) {
    Project project = Definitions.parse(Map.of("shop.yaml", YAML.formatted(aggregation)));
    ShippedView view = new ShippedView(ShippedProject.of(project), "v@1");
    assertThat(FieldsOfView.of(view), is(fields == null ? Set.of() : Set.of(fields.split(" "))));
  }
}
