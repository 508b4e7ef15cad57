package io.twinstream.verify.parity;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests what a comparison says that it does not compare. */
class ParityRunTest {
  private static final String YAML =
      """
      project: shop
      sources:
        payments:
          topic: payments
          event_time: at
          fields: {card: string, device: string, at: timestamp}
        logins:
          topic: logins
          event_time: at
          fields: {device: string, at: timestamp}
        known_devices:
          from: payments
          with: {seen: device_logins@1}
      entities: {card: {key: card}, device: {key: device}}
      views:
        card_count@1:
          entity: card
          source: payments
          aggregations: [{name: payments, function: count, windows: 1d}]
        device_logins@1:
          entity: device
          source: logins
          aggregations: [{name: logins, function: count, windows: 1d}]
        card_devices@1:
          entity: card
          source: known_devices
          aggregations: [{name: most_logins, function: max, field: seen.logins, windows: 1d}]
      """;

  @Test
  void viewsThatLookUpOtherTopicsAreNamed() {
    Project project = Definitions.parse(Map.of("shop.yaml", YAML));
    assertThat(
        ParityRun.leftOut(project, "payments"),
        is(Optional.of("not compared, since they look up events of other topics: card_devices@1")));
    assertThat(ParityRun.leftOut(project, "logins"), is(Optional.empty()));
  }
}
