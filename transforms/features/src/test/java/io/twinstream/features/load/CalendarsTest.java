package io.twinstream.features.load;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.change.Change;
import io.twinstream.features.change.Changes;
import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.testkit.Scenario;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.features.time.Zone;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calendars and functions in definitions: filters, computed fields and derived features. */
class CalendarsTest {
  private static final String CALENDARS =
      """
      calendars:
        uk:
          zone: Europe/London
          years: [2025, 2026]
          days: [2025-12-25, 2026-01-01, 2026-12-25]
        unused: {zone: UTC, years: [2026], days: []}
      """;
  private static final String PROJECT =
      """
      project: shop
      sources:
        orders:
          topic: orders
          event_time: at
          fields:
            buyer: string
            at: timestamp
            amount: decimal(2)
            size: {type: double, expression: "math.log1p(amount)"}
            festive: {type: boolean, expression: "is_holiday(at, 'uk')"}
      entities:
        buyer: {key: buyer}
      views:
        buying@1:
          entity: buyer
          source: orders
          aggregations:
            - {name: on_holidays, function: count, windows: 30d, where: "WHERE"}
            - {name: largest, function: max, field: size, windows: 30d}
      features:
        share: "coalesce(on_holidays / request.orders, 0)"
        band: "bucketize(share * 100, [10, 50, 90])"
        holiday: "is_holiday(request.now, 'uk')"
      services:
        m@1: {request: {orders: double, now: timestamp}, features: [on_holidays, band, holiday, share]}
      """;

  private static Project load(String project, String calendars) {
    return Definitions.parse(
        Map.of("a.yaml", project.replace("WHERE", "is_holiday(at, 'uk')"), "b.yaml", calendars));
  }

  private static List<String> problems(String project, String calendars) {
    return assertThrows(DefinitionException.class, () -> load(project, calendars))
        .problems()
        .stream()
        .map(Object::toString)
        .toList();
  }

  private static Map<String, Object> features(Project project, String request) {
    return Scenario.of(project)
        .add("orders", "{\"buyer\": \"b\", \"amount\": 5, \"at\": \"2026-01-01T00:30:00Z\"}")
        .add("orders", "{\"buyer\": \"b\", \"amount\": 1, \"at\": \"2026-01-02T00:30:00Z\"}")
        .features(
            Instant.parse("2026-01-03T00:00:00Z"),
            Map.of("buyer", "b"),
            request,
            "on_holidays",
            "largest",
            "share",
            "band",
            "holiday");
  }

  @Test
  void allKindsOfExpressionsUseThem() {
    Project project = load(PROJECT.replace("WHERE", "festive"), CALENDARS);
    Map<String, Object> found =
        features(project, "{\"orders\": 4, \"now\": \"2026-12-25T10:00:00Z\"}");
    assertThat(found.get("on_holidays"), is(1L));
    assertThat(found.get("largest"), is(StrictMath.log1p(5)));
    assertThat(found.get("share"), is(0.25));
    assertThat(found.get("band"), is(1.0));
    assertThat(found.get("holiday"), is(true));
    Map<String, Object> undeclared =
        features(project, "{\"orders\": 0, \"now\": \"2030-12-25T10:00:00Z\"}");
    assertThat(undeclared.get("share"), is(0.0));
    assertThat(undeclared.get("holiday"), nullValue());
  }

  @Test
  void theirContentIsPartOfTheFingerprintsOfWhatUsesThem() {
    Project before = load(PROJECT, CALENDARS);
    Project other = load(PROJECT, CALENDARS.replace("2026-12-25]", "2026-12-26]"));
    Project unused = load(PROJECT, CALENDARS.replace("days: []", "days: [2026-05-01]"));
    Project moved = load(PROJECT, CALENDARS.replace("Europe/London", "Europe/Paris"));
    assertThat(view(other), not(view(before)));
    assertThat(view(moved), not(view(before)));
    assertThat(view(unused), is(view(before)));
    assertThat(service(other), not(service(before)));
    assertThat(service(unused), is(service(before)));
    assertThat(ProjectJson.fingerprint(unused), not(ProjectJson.fingerprint(before)));
    List<String> changes = Changes.between(before, other).stream().map(Change::toString).toList();
    assertThat(changes.get(0), containsString("days changed"));
    assertThat(changes.toString(), containsString("leave buying@1 unchanged and add buying@2"));
  }

  @Test
  void aProjectWithoutCalendarsHasTheJsonThatItHad() {
    String plain =
        PROJECT
            .replace("is_holiday(at, 'uk')", "true")
            .replace("is_holiday(request.now, 'uk')", "true");
    String json =
        ProjectJson.write(Definitions.parse(Map.of("a.yaml", plain.replace("WHERE", "true"))));
    assertThat(json, not(containsString("calendars")));
  }

  private static long view(Project project) {
    return CompiledView.of(project, project.view("buying@1")).fingerprint();
  }

  private static String service(Project project) {
    return CompiledService.of(project, project.service("m@1")).fingerprint();
  }

  @Test
  void theBuilderAcceptsThem() {
    HolidayCalendar calendar =
        HolidayCalendar.of("uk", Zone.UTC, List.of(2026), List.of(LocalDate.of(2026, 1, 1)));
    Project read = load(PROJECT, CALENDARS);
    ProjectBuilder builder = ProjectBuilder.project("shop").add(calendar);
    read.sources().values().forEach(builder::add);
    read.entities().values().forEach(entity -> builder.entity(entity.name(), entity.key()));
    read.views().values().forEach(builder::add);
    Project built = builder.build();
    assertThat(built.source("orders").schema().calendars(), is(Map.of("uk", calendar)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "math.log1p(amount) | math.log2p(amount) | a.yaml:10: field 'size': no function"
            + " 'math.log2p' (column 1); did you mean math.log1p?",
        "is_holiday(at, 'uk') | is_holiday(at, 'us') | a.yaml:11: field 'festive': no calendar 'us'"
            + " (column 16); did you mean uk?",
        "is_holiday(at, 'uk') | is_weekend(at, 'Mars') | a.yaml:11: field 'festive': no time zone 'Mars' (column 16)",
        "WHERE | hour(at, 'Europe/Lodnon') > 5 | a.yaml:19: where: no time zone 'Europe/Lodnon'"
            + " (column 10); did you mean Europe/London?",
        "WHERE | clip(amount, 1) > 5 | a.yaml:19: where: 'clip' needs 3 arguments, not 2 (column"
            + " 5); write clip(x, lo, hi)",
        "bucketize(share * 100, | bucketise(share, | a.yaml:23: feature 'band': no function"
            + " 'bucketise' (column 10); did you mean bucketize?",
        "coalesce(on_holidays / request.orders, 0) | coalesce(on_holidays, 'a') | a.yaml:22:"
            + " feature 'share': 'coalesce' does not accept number and text (column 9)",
        "on_holidays / request.orders | band / request.orders | a.yaml:22: feature 'share' depends"
            + " on itself: share → band → share",
      })
  void problemsOfExpressionsHaveTheirPlace(String good, String bad, String problem) {
    assertThat(problems(PROJECT.replace(good, bad), CALENDARS).toString(), containsString(problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zone: Europe/London | zone: Europe/Londn | b.yaml:3: no time zone 'Europe/Londn'; did you"
            + " mean Europe/London?",
        "years: [2025, 2026] | years: [2025, '26'] | b.yaml:4: '26' is not a year; write one like"
            + " 2026",
        "2026-12-25] | 2026-13-25] | b.yaml:5: '2026-13-25' is not a date; write one like"
            + " 2026-12-25",
        "2026-12-25] | 2027-12-25] | b.yaml:5: calendar 'uk' has 2027-12-25, but not the year 2027",
        "days: [] | dates: [] | b.yaml:6: unknown key 'dates' in calendar 'unused'; did you mean"
            + " days?",
        "zone: UTC, |  | b.yaml:6: calendar 'unused' has no 'zone'",
        "unused | a-b | b.yaml:6: calendar name 'a-b' is not valid",
      })
  void refusesCalendars(String good, String bad, String problem) {
    String spoilt = CALENDARS.replace(good, bad == null ? "" : bad);
    assertThat(problems(PROJECT, spoilt), hasItem(containsString(problem)));
  }
}
