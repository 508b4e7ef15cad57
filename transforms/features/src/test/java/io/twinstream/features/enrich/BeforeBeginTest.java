package io.twinstream.features.enrich;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.text.DefinitionException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests events from before the history of a looked-up view begins. */
class BeforeBeginTest {
  private static final long BEGINS = Devices.START + 200 * Devices.MINUTE;
  private static final Map<String, List<Event>> READ = Devices.events(1, 120);

  private static String yaml(String before) {
    String yaml =
        Devices.YAML.replace(
            "os: string, time: timestamp}",
            "os: string, time: timestamp}\n    history: {begins: "
                + Instant.ofEpochMilli(BEGINS)
                + "}");
    return before.isEmpty()
        ? yaml
        : yaml.replace(
            "    from: payments\n", "    from: payments\n    before_begin: " + before + "\n");
  }

  private static Project project(String before) {
    return Definitions.parse(Map.of("f.yaml", yaml(before)));
  }

  private static List<Event> events(Project project, String source) {
    return new EnrichedHistory(project, READ).events(source);
  }

  private static String text(Project project, String source, Event event, String field) {
    Schema schema = project.source(source).schema();
    return event.text(schema.slot(field));
  }

  @Test
  void theyAreLeftOutAndNothingElseChanges() {
    Project project = project("");
    List<Event> all = events(Devices.PROJECT, "payments_waiting");
    List<Event> events = events(project, "payments_waiting");
    assertThat(events.size(), is(allOf(greaterThan(0), lessThan(all.size()))));
    assertThat(
        events.stream().map(Event::known).toList(), everyItem(is(greaterThanOrEqualTo(BEGINS))));
    assertThat(events, is(all.stream().filter(event -> event.known() >= BEGINS).toList()));
  }

  @Test
  void whatIsMadeOfThemBeginsWithThem() {
    Project project = project("");
    assertThat(project.begins("payments_twice"), is(BEGINS));
    assertThat(project.begins("payments"), is(Long.MIN_VALUE));
    List<Event> events = events(project, "payments_twice");
    assertThat(
        events.stream().map(Event::known).toList(), everyItem(is(greaterThanOrEqualTo(BEGINS))));
  }

  @ParameterizedTest
  @CsvSource({"error, ERROR", "missing, MISSING"})
  void orTheyFindNothing(String before, String status) {
    Project project = project(before);
    String source = "payments_waiting";
    List<Event> events = events(project, source);
    assertThat(events.size(), is(events(Devices.PROJECT, source).size()));
    for (Event event : events) {
      if (event.known() < BEGINS) {
        assertThat(text(project, source, event, "profile.status"), is(status));
        assertThat(event.isNull(project.source(source).schema().slot("profile.os")), is(true));
      } else {
        assertThat(text(project, source, event, "profile.status"), is(not("ERROR")));
      }
    }
    assertThat(project.begins(source), is(Long.MIN_VALUE));
  }

  @Test
  void lookupsOfOtherSourcesKeepTheirValues() {
    Project project = project("error");
    List<String> statuses =
        events(project, "payments_plus").stream()
            .filter(event -> event.known() < BEGINS)
            .map(event -> text(project, "payments_plus", event, "before.status"))
            .toList();
    assertThat(statuses, hasItem("PRESENT"));
    assertThat(statuses, not(hasItem("ERROR")));
  }

  @Test
  void itIsInTheFingerprintOfTheViewsThatDependOnIt() {
    assertThat(
        fingerprint(project(""), "card_waiting@1"),
        is(not(fingerprint(Devices.PROJECT, "card_waiting@1"))));
    assertThat(
        fingerprint(project(""), "card_twice@1"),
        is(not(fingerprint(Devices.PROJECT, "card_twice@1"))));
    assertThat(
        fingerprint(project("error"), "card_waiting@1"),
        is(not(fingerprint(project(""), "card_waiting@1"))));
    assertThat(
        fingerprint(project(""), "card_traffic@1"),
        is(fingerprint(Devices.PROJECT, "card_traffic@1")));
    assertThat(
        ProjectJson.fingerprint(project("")), is(not(ProjectJson.fingerprint(Devices.PROJECT))));
  }

  private static long fingerprint(Project project, String view) {
    return CompiledView.of(project, project.view(view)).fingerprint();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "begins: 2023 | begins: soon2023 | 'soon2023-11-15T01:33:20Z' is not an instant",
        "begins: 2023 | beginns: 2023 | unknown key 'beginns' in the history of source 'devices'; did you mean begins?",
        "begins: 2023-11-15T01:33:20Z | assume_known: load | no assumption 'load'; did you mean ts?",
        "begins: | known_delay: 5m, assume_known: ts, begins: | declares when its events are known, so nothing is assumed",
        "before_begin: error | before_begin: mising | no choice of before_begin 'mising'; did you mean missing?",
        "{begins: 2023-11-15T01:33:20Z} | {} | source 'payments_plus' has before_begin, but nothing that it looks up begins",
      })
  void mistakesAreReported(String good, String bad, String problem) {
    String yaml = yaml("error");
    assertThat(yaml, containsString(good));
    DefinitionException refused =
        assertThrows(
            DefinitionException.class,
            () -> Definitions.parse(Map.of("f.yaml", yaml.replace(good, bad))));
    assertThat(refused.getMessage(), containsString(problem));
  }
}
