package io.twinstream.features.load;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.text.DefinitionException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of fields, windows and arguments that a function cannot use. */
class FunctionProblemsTest {
  private static final String YAML =
      """
      project: shop
      sources:
        orders:
          topic: orders
          event_time: at
          fields: {buyer: string, amount: decimal(2), score: double, paid: boolean, at: timestamp}
      entities: {buyer: {key: buyer}}
      views:
        buying@1:
          entity: buyer
          source: orders
          aggregations:
            - {name: wrong, AGGREGATION}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "function: skewness, field: score, windows: 1d | declare it as decimal(SCALE)",
        "function: slope, field: amount, windows: 1d | with",
        "function: slope, field: amount, with: score, windows: 1d | declare it as decimal(SCALE)",
        "function: slope, field: amount, with: amont, windows: 1d | amount",
        "function: share, field: amount, windows: 1d | it needs a boolean",
        "function: rate, per: week, windows: 1d | one of second, minute, hour, day",
        "function: longest_gap, windows: lifetime | write a window such as 1h, or use mean_gap",
        "function: session_count, windows: 1d | gap",
        "function: mean_session, gap: 30m, windows: lifetime | write a window such as windows: 7d",
        "function: longest_session, gap: 1m, windows: 7d, hop: 1h | write hop: 1m",
        "function: last_n, field: buyer, windows: {series: 1h, step: 5m, count: 3} | has a list",
        "function: mean_session, gap: 1h, windows: {series: 1h, step: 5m, count: 3} | windows: 7d",
        "function: count, windows: {series: 1h, step: 7m, count: 3}, hop: 5m | divides both",
        "function: count, windows: {series: 1h, stp: 7m, count: 3} | step",
        "function: count, windows: {series: 1h, step: 5m, count: 3000} | 1000",
        "function: vector_mean, field: amount, windows: 1d | such as array(decimal(6), 128)",
        "function: changes, field: buyer, windows: 1d | write windows: {last: 100}",
        "function: stddev_gap, windows: 1h | write a sliding window with hop: 1ms, the resolution",
        "function: max_by, field: buyer, by: paid, windows: 1d | it needs a number or a timestamp",
        "function: lag, field: buyer, k: 101, windows: 1d | a whole number from 0 to 100",
        "function: decayed_count, windows: 1d | half_life",
        "function: decayed_count, half_life: 1d, windows: lifetime | windows: 7d for half_life: 1d",
        "function: decayed_count, half_life: 1s, windows: 1d, hop: 1ms | write a longer hop",
      })
  void sayWhatToWrite(String aggregation, String hint) {
    String yaml = YAML.replace("AGGREGATION", aggregation);
    DefinitionException e =
        assertThrows(DefinitionException.class, () -> Definitions.parse(Map.of("shop.yaml", yaml)));
    assertThat(e.getMessage(), containsString("shop.yaml:13"));
    assertThat(e.getMessage(), containsString(hint));
  }
}
