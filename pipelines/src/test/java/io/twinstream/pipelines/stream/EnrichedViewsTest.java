package io.twinstream.pipelines.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.load.Definitions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnrichedViewsTest {
  private static final String YAML =
      """
      project: p
      sources:
        payments:
          event_time: time
          event_id: id
          fields: {id: string, card: string, amount: long, time: timestamp}
        devices:
          event_time: time
          fields: {card: string, os: string, time: timestamp}
        plus: {from: payments, with: {of: card_devices@1}}
      entities: {card: {key: card}}
      views:
        card_devices@1:
          entity: card
          source: devices
          aggregations: [{name: os, function: last, field: os, windows: [lifetime]}]
        card_traffic@1:
          entity: card
          source: payments
          aggregations: [{name: n, function: count, windows: [lifetime]}]
        card_plus@1:
          entity: card
          source: plus
          aggregations: [{name: m, function: count, windows: [lifetime]}]
      """;

  /** A lookup holds events in checkpoints, which would be decoded with other fields. */
  @Test
  void aNewFieldOfASourceChangesOnlyWhatACheckpointOfEnrichedViewsHas() {
    ShippedProject before = project(YAML);
    for (String field : new String[] {"{id: string, ", "{card: string, "}) {
      assertThat(YAML, containsString(field));
      ShippedProject after = project(YAML.replace(field, field + "added: string, "));
      assertThat(
          EnrichedViews.layout(after, "card_plus@1"),
          is(not(EnrichedViews.layout(before, "card_plus@1"))));
      for (String view : new String[] {"card_traffic@1", "card_devices@1"}) {
        assertThat(EnrichedViews.layout(after, view), is(EnrichedViews.layout(before, view)));
        assertThat(EnrichedViews.layout(before, view), is(before.view(view).fingerprint()));
      }
    }
  }

  private static ShippedProject project(String yaml) {
    return ShippedProject.of(Definitions.parse(Map.of("f.yaml", yaml)));
  }
}
