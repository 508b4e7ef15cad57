package io.twinstream.offline.log.asof;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownOfLookupsTest {
  private static final String YAML =
      """
              project: p
              sources:
                payments:
                  event_time: time
                  fields: {card: string, time: timestamp}
                  history: {known: seen}
                cards:
                  event_time: time
                  fields: {card: string, os: string, time: timestamp}
                plus: {from: payments, with: {of: cards@1}}
              entities: {card: {key: card}}
              views:
                cards@1:
                  entity: card
                  source: cards
                  aggregations: [{name: os, function: last, field: os, windows: [lifetime]}]
                plus@1:
                  entity: card
                  source: plus
                  aggregations: [{name: n, function: count, windows: [lifetime]}]
              """;

  private static final Project PROJECT = Definitions.parse(Map.of("f.yaml", YAML));

  @Test
  void historiesWithoutKnownTimesAreNamedIfLookupsDependOnThem() {
    Map<String, String> given = Map.of("payments", "no/payments.csv", "cards", "no/cards.csv");
    assertThat(
        Histories.knownOfLookups(PROJECT, List.of(PROJECT.view("plus@1")), given),
        contains(startsWith("source cards: lookups see an event since its event time")));
    assertThat(
        Histories.knownOfLookups(PROJECT, List.of(PROJECT.view("cards@1")), given), is(empty()));
  }

  @Test
  void aLookupOfAHistoryWithoutKnownTimesIsRefusedUnlessTheyAreAssumed() {
    Map<String, String> given = Map.of("payments", "no/payments.csv", "cards", "no/cards.csv");
    Exception refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Histories.requireKnownOfLookups(PROJECT, List.of(PROJECT.view("plus@1")), given));
    assertThat(
        refused.getMessage(),
        startsWith("'plus' looks up source 'cards', whose history has no known times"));
    Histories.requireKnownOfLookups(PROJECT, List.of(PROJECT.view("cards@1")), given);
    Project assumed =
        Definitions.parse(
            Map.of(
                "f.yaml",
                YAML.replace(
                    "{card: string, os: string, time: timestamp}",
                    "{card: string, os: string, time: timestamp}\n"
                        + "    history: {assume_known: ts}")));
    Histories.requireKnownOfLookups(assumed, List.of(assumed.view("plus@1")), given);
  }
}
