package io.twinstream.features.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.laws.Payments;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stored bytes of partial aggregates. */
class ColumnBytesTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** A change of these bytes is a change of the stored format: take the next codec version. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "skewness     | amount   | -            | d00f0100ac02000200de04a2cd058efcd006",
        "kurtosis     | amount   | -            | d00f0100ac02000200de04a2cd058efcd006c28cefec07",
        "covariance   | amount   | with,items   | d00f0100000202860ede0492aa31a2cd0590d010",
        "share        | online   | -            | d00f01000100020001",
        "longest_gap  |          | -            | d00f01f0a204f0a2040002882700",
        "mean_session |          | gap,5m       | d00f01f0a204f0a2040002882700",
        "vector_mean  | vector   | -            | d00f0100ac02ff9b9c3964000200de04aff5c872c801",
        "max_by       | merchant | by,amount    |"
            + " d00f0101ac02f0a20403696430036d3330000201b002882703696432036d3332",
        "lag          | amount   | k,1          |"
            + " d00f0101f0a20403696430ac020002020003696431ae02882703696432b002",
        "decayed_mean | amount   | half_life,1m | d00f0100ac02000200de04",
        "last_distinct_n | amount | n,2         |"
            + " d00f0101f0a20403696430ac020002020003696431ae02882703696432b002",
      })
  void equalTheGoldenBytes(String function, String field, String argument, String golden) {
    Map<String, Object> arguments = new TreeMap<>();
    if (argument.contains(",")) {
      String[] pair = argument.split(",", -1);
      arguments.put(pair[0], pair[0].length() == 1 ? Long.valueOf(pair[1]) : pair[1]);
    }
    View view =
        Payments.view(
            Optional.empty(),
            0,
            List.of(
                Payments.aggregation(
                    function,
                    field,
                    Window.sliding(Duration.ofHours(1), MINUTE),
                    null,
                    arguments)));
    CompiledView compiled =
        CompiledView.of(Payments.project(Payments.source(Duration.ofMillis(1)), view), view);
    EntityState state = compiled.empty();
    // A tile of one event, and one of two, the second of which is at an earlier instant.
    List<Long> seconds = List.of(0L, 70L, 65L);
    for (int i = 0; i < seconds.size(); i++) {
      long ts = 60_000 * 1_000 + seconds.get(i) * 1_000;
      state = compiled.add(state, Payments.event(i, ts, ts, "id" + i, 150L + i, "approved"));
    }
    byte[] bytes = compiled.encode(state);

    assertThat(HexFormat.of().formatHex(bytes), endsWith(golden));
    assertThat(compiled.encode(compiled.decode(bytes)), equalTo(bytes));
  }
}
