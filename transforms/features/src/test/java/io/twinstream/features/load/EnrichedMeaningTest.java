package io.twinstream.features.load;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.enrich.Devices;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that everything that decides which enriched events there are is in fingerprints. */
class EnrichedMeaningTest {
  private static final String WHERE = "where: \"amount >= 2.0\"";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "risky                  | amount > 50.0                  | amount > 60.0",
        "amount >= 2.0          | decimal(2), round: half_even   | decimal(3), round: half_even",
        "is_holiday(time, 'h') && amount >= 2.0 | 2026-01-01     | 2026-01-02",
        "amount >= 2.0          | wait: 5m                       | wait: 6m",
      })
  void theFingerprintDependsOnIt(String where, String good, String bad) {
    String yaml =
        Devices.YAML.replace(WHERE, "where: \"" + where + "\"")
            + "calendars:\n  h: {zone: Europe/Berlin, years: [2026, 2026], days: [2026-01-01]}\n";
    assertThat(yaml, containsString(good));
    String view = good.startsWith("wait") ? "card_waiting@1" : "counted@1";
    String counted =
        yaml.replace(
            "views:\n",
            "views:\n  counted@1:\n    entity: card\n    source: payments_plus\n    aggregations:\n"
                + "      - {name: n, function: count, windows: [1h]}\n");
    assertThat(fingerprint(counted.replace(good, bad), view), is(not(fingerprint(counted, view))));
  }

  private static long fingerprint(String yaml, String view) {
    Project project = Definitions.parse(Map.of("f.yaml", yaml));
    return CompiledView.of(project, project.view(view)).fingerprint();
  }
}
