package io.twinstream.features.expression;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.testkit.Scenario;
import io.twinstream.features.text.DefinitionException;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that expressions give the same result on every JVM. */
class PinnedFunctionsTest {
  private static final String DEFINITIONS =
      """
      project: p
      sources:
        s:
          topic: s
          event_time: t
          fields: {k: string, x: double, t: timestamp}
          history: {format: csv, zone: UTC}
      entities: {e: {key: k}}
      views:
        v@1:
          entity: e
          source: s
          aggregations: [{name: n, function: count, windows: 1h, where: "true"}]
      features:
        d: "EXPRESSION"
      services:
        m@1: {request: {t: timestamp, x: double, s: string}, features: [n, d]}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "request.t.getHours('Europe/London') | 0.0",
        "request.t.getHours('+05:30') | 5.0",
        "request.t.getHours('-03:00') | 20.0",
        "request.t.getMinutes('Asia/Kathmandu') | 15.0",
        "request.t.getSeconds('Asia/Kathmandu') | 9.0",
        "request.t.getMilliseconds('Asia/Kathmandu') | 250.0",
        "request.t.getFullYear('Europe/London') | 2026.0",
        "request.t.getMonth('Europe/London') | 7.0",
        "request.t.getDate('Europe/London') | 1.0",
        "request.t.getDayOfMonth('Europe/London') | 0.0",
        "request.t.getDayOfWeek('Europe/London') | 6.0",
        "request.t.getDayOfWeek('UTC') | 5.0",
        "request.t.getDayOfYear('Europe/London') | 212.0",
        "string(request.x) | 9.91882E20",
        "string(1.0) | 1.0",
        "double(string(request.x)) == request.x | true",
        "int(request.s) | null",
        "int('-12') | -12.0",
      })
  void valuesArePinned(String expression, String value) {
    Object found =
        Scenario.of(project(expression))
            .features(
                Instant.parse("2026-08-01T00:00:00Z"),
                Map.of("e", "k1"),
                "{\"t\": \"2026-07-31T23:30:09.250Z\", \"x\": 9.91882E20, \"s\": \"\u0663\"}",
                "d")
            .get("d");
    assertThat(String.valueOf(found), is(value));
  }

  @Test
  void aZoneThatDoesNotExistIsRefused() {
    String refusal =
        assertThrows(DefinitionException.class, () -> project("request.t.getHours('Mars/Base')"))
            .getMessage();
    assertThat(refusal, containsString("no time zone 'Mars/Base'"));
  }

  @Test
  void rulesThatAreUsedArePartOfFingerprints() {
    String hours = "request.t.getHours('Europe/London')";
    assertThat(service(hours), is(service(hours)));
    assertThat(ZonesUsed.of(Stream.of(hours)).toString(), containsString("London="));
    long utc = layout(DEFINITIONS);
    assertThat(layout(DEFINITIONS.replace("zone: UTC", "zone: '+02:00'")), is(utc));
    long london = layout(DEFINITIONS.replace("zone: UTC", "zone: Europe/London"));
    assertThat(london, not(utc));
    assertThat(layout(DEFINITIONS.replace("zone: UTC", "zone: Europe/Berlin")), not(london));
    String filter = "\"true\"";
    assertThat(
        ZonesUsed.of(parse(DEFINITIONS).source("s"), Stream.of("t.getHours(k) > 1.0", filter))
            .toString(),
        containsString("any=2025a"));
  }

  private static Project project(String expression) {
    return parse(DEFINITIONS.replace("EXPRESSION", expression));
  }

  private static Project parse(String definitions) {
    return Definitions.parse(Map.of("p.yaml", definitions.replace("EXPRESSION", "1.0")));
  }

  private static String service(String expression) {
    Project project = project(expression);
    return CompiledService.of(project, project.service("m@1")).fingerprint();
  }

  private static long layout(String definitions) {
    Project project = parse(definitions);
    return CompiledView.of(project, project.view("v@1")).fingerprint();
  }
}
