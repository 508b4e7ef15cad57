package io.twinstream.serving.feature;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.TableRules.Load;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.stores.Generation;
import io.twinstream.stores.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What answers say of a view over a table. */
final class TableViewTest {
  private static final String RISK = "card_risk@1";

  @TempDir Path folder;
  private Fixture fixture;
  private Http http;
  private Project project;
  private long loads;

  @BeforeEach
  void start() throws Exception {
    String yaml =
        Files.readString(Fixture.definitions())
            .replaceFirst(
                "sources:",
                """
                sources:
                  card_risk:
                    kind: table
                    key: card_id
                    loads: snapshot
                    known: load
                    schedule: 1d
                    fields: {card_id: string, risk: decimal(2), band: string}
                    history: {format: json_lines}                """)
            .replaceFirst(
                "views:",
                """
                views:
                  card_risk@1: {entity: card, source: card_risk, fields: [risk, band]}                """);
    Path definitions = Files.writeString(folder.resolve("tables.yaml"), yaml);
    project = Definitions.load(definitions);
    fixture = new Fixture(new MemoryStore(() -> Fixture.NOW), Map.of(), definitions);
    http = new Http(fixture.server.getURI());
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  /** Loads rows into a generation of their own, as the command does. */
  private void load(Map<String, String> rows) {
    Generation before = fixture.generation(RISK);
    Generation into = fixture.begin(before.view(), fixture.view(RISK).fingerprintText());
    Fixture.await(fixture.store.generations().point(Optional.of(before), into));
    CompiledView view = fixture.view(RISK);
    rows.forEach(
        (card, fields) -> {
          EntityState state = view.add(view.empty(), row(card, fields));
          fixture.store(RISK, card, state.order(), state.count(), view.encode(state));
        });
    long at = fixture.clock.millis();
    Fixture.await(fixture.store.generations().loaded(into, at, at));
    Fixture.await(fixture.store.generations().numbered(into, ++loads));
    fixture.clock.advance(Duration.ofSeconds(1));
  }

  private Event row(String card, String fields) {
    Load load = new Load(loads + 1, fixture.clock.millis());
    byte[] json =
        "{\"card_id\":\"%s\",%s}".formatted(card, fields).getBytes(StandardCharsets.UTF_8);
    return (Event)
        EventDecoders.jsonLines(project.source("card_risk").during(load), Set.of("card_id"), 1_000)
            .decode(new RawRecord(new Position("f", 0, 0), 0, json));
  }

  private JsonNode risk(String card) {
    return http.get("/features/card/" + card + "?features=risk,band").json();
  }

  private static String status(JsonNode answer) {
    return answer.at("/metadata/views/card_risk@1/status").asText();
  }

  private String health() {
    http.get("/health"); // triggers a check
    return http.get("/health").json().at("/details/pipelines/details/card_risk@1").textValue();
  }

  @Test
  void valuesAreThoseOfTheLatestLoadAndFreshUntilTheNextIsOverdue() {
    load(Map.of("c1", "\"risk\":0.25,\"band\":\"low\""));
    JsonNode answer = risk("c1");
    assertThat(answer.at("/features").toString(), is("{\"risk\":0.25,\"band\":\"low\"}"));
    assertThat(status(answer), is("PRESENT"));
    assertThat(answer.at("/metadata/views/card_risk@1/age_ms").asLong(), is(1_000L));
    assertThat(health(), startsWith("FRESH; load 1 of "));

    fixture.clock.advance(Duration.ofDays(1));
    answer = risk("c1");
    assertThat(status(answer), is("STALE"));
    assertThat(answer.at("/features/risk").asDouble(), is(0.25));
    assertThat(health(), startsWith("STALE; load 1 of "));
    assertThat(health(), containsString("twinstream load"));

    load(Map.of("c1", "\"risk\":0.5"));
    answer = risk("c1");
    assertThat(status(answer), is("PRESENT"));
    assertThat(answer.at("/features").toString(), is("{\"risk\":0.5,\"band\":null}"));
    assertThat(health(), startsWith("FRESH; load 2 of "));
  }

  @Test
  void aKeyThatIsDeletedOrWasNeverLoadedIsMissing() {
    load(Map.of("gone", "\"deleted\":true", "here", "\"risk\":0.5"));
    for (String card : new String[] {"gone", "never"}) {
      JsonNode answer = risk(card);
      assertThat(card, status(answer), is("MISSING"));
      assertThat(answer.at("/features/risk").isNull(), is(true));
      assertThat(answer.at("/metadata/views/card_risk@1/age_ms").isNull(), is(true));
    }
    assertThat(status(risk("here")), is("PRESENT"));
  }

  @Test
  void theRegistrySaysThatItIsATable() {
    String registry = http.get("/registry/sources/card_risk").body();
    assertThat(registry, containsString("\"kind\":\"table\""));
    assertThat(registry, containsString("\"schedule\":\"1d\""));
  }
}
