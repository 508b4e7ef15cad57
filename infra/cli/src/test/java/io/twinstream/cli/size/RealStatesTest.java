package io.twinstream.cli.size;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.testkit.RealData;
import io.twinstream.local.process.Installation;
import io.twinstream.offline.log.history.HistoryReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares sampled states with those of half a year of published transactions. */
class RealStatesTest {
  private static final double SECONDS = 183 * 86_400;
  private static final Project HANDBOOK =
      Definitions.load(Installation.find().home().resolve("transforms/examples/handbook"));

  @ParameterizedTest
  @ValueSource(strings = {"customer_spend@1", "terminal_risk@1"})
  void areAsLargeAsSampled(String id) {
    String file = RealData.file("handbook_raw.parquet").toString();
    View view = HANDBOOK.view(id);
    CompiledView compiled = CompiledView.of(HANDBOOK, view);
    Map<String, EntityState> states = new HashMap<>();
    long[] events = {0};
    HistoryReader.of(
            HANDBOOK.source("transactions"),
            Set.of("customer", "terminal"),
            EventDecoder.DEFAULT_MAX_BYTES)
        .forEachEvent(
            file,
            event -> {
              String key = compiled.key(event);
              if (key.endsWith("7")) { // A tenth of the entities.
                events[0]++;
                EntityState old = states.getOrDefault(key, compiled.empty());
                states.put(key, compiled.add(old, event));
              }
            });
    double bytes =
        states.values().stream()
            .mapToInt(each -> compiled.encode(each).length)
            .average()
            .orElseThrow();
    double rate = events[0] / SECONDS / states.size();
    var sampled = new SampleStates(SampleView.of(HANDBOOK, view), rate, Map.of(), 0.01).measure();
    assertThat(sampled.bytes(), closeTo(bytes, 0.05 * bytes));
  }
}
