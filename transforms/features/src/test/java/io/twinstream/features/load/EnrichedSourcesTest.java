package io.twinstream.features.load;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.enrich.Devices;
import io.twinstream.features.testkit.Scenario;
import io.twinstream.features.text.DefinitionException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the definitions of enriched sources: one wrong thing at a time gives one problem. */
class EnrichedSourcesTest {
  private static List<String> problems(String yaml) {
    return assertThrows(DefinitionException.class, () -> parse(yaml)).problems().stream()
        .map(Object::toString)
        .toList();
  }

  private static Project parse(String yaml) {
    return Definitions.parse(Map.of("f.yaml", yaml));
  }

  private static int line(String part) {
    List<String> lines = Arrays.asList(Devices.YAML.split("\n"));
    return 1 + lines.indexOf(lines.stream().filter(l -> l.contains(part)).findFirst().get());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "from: payments_plus | from: payment_plus | no source 'payment_plus'; did you mean",
        "device_profile@1, recent | device_profil@1, recent | no view 'device_profil@1'; did you"
            + " mean device_profile@1",
        "{shop: merchant_plus@1} | {shop: card_twice@1} | source 'payments_twice' is made of"
            + " itself: payments_twice → card_twice@1 → payments_twice",
        "{shop: merchant_plus@1} | {merchant: merchant_plus@1} | alias 'merchant' of source"
            + " 'payments_twice' is also a field of 'payments_plus'",
        "expression: before.amount_mean_1h | expression: before.amount_mean_2h |"
            + " field 'mean': no name 'before.amount_mean_2h'",
        "mean: {type: decimal(2), round | mean: {type: string, rond | unknown key 'rond'",
        "where: \"amount >= 2.0\" | where: \"amount + 2.0\" | where of source 'payments_plus'",
        "wait: 5m | wait: soon | 'soon' is not a duration",
        "wait: 5m | weight: 5m | unknown key 'weight' in source 'payments_waiting'",
        "{name: seen_10m, function | {name: status, function | view 'device_recent@1' has a"
            + " feature 'status', a name that lookups reserve: recent.status",
        "card: string, device: string | card: string, device: long | the key 'device' of view",
        "of_mean: {type | amount: {type | field 'amount' of source 'payments_twice' has the name",
        "of_mean: {type: double, expression: \"amount - shop.mean_sum_1h\"} | of_mean: double |"
            + " field 'of_mean' of source 'payments_twice' is not computed",
      })
  void eachMistakeIsReportedWithItsPlace(String good, String bad, String problem) {
    assertThat(Devices.YAML, containsString(good));
    List<String> problems = problems(Devices.YAML.replace(good, bad));
    assertThat(problems.get(0), containsString(problem));
    assertThat(problems.get(0), containsString("f.yaml:"));
  }

  @Test
  void aCycleIsShownOnceOnItsLine() {
    assertThat(
        problems(
            Devices.YAML.replace(
                "with: {profile: device_profile@1, recent: device_recent@1, before: card_traffic@1}",
                "with: {profile: device_profile@1, recent: device_recent@1, before:"
                    + " card_traffic@1, again: card_twice@1}")),
        contains(
            "f.yaml:"
                + line("payments_plus:")
                + ": source 'payments_plus' is made of itself: payments_plus → card_twice@1 →"
                + " payments_twice → payments_plus; break the cycle: a source cannot look up what"
                + " is computed from it"));
  }

  @Test
  void aSourceThatLooksUpItsOwnEventsCannotWait() {
    List<String> problems =
        problems(
            Devices.YAML.replace(
                "with: {profile: device_profile@1}\n    wait",
                "with: {x: card_traffic@1}\n    wait"));
    assertThat(problems.get(0), containsString("waits, and view 'card_traffic@1' is of the same"));
  }

  @Test
  void aSourceOfOneThatWaitsCannotLookUpItsOwnEvents() {
    String yaml =
        Devices.YAML.replace(
            "  payments_twice:\n    from: payments_plus\n    with: {shop: merchant_plus@1}",
            "  payments_twice:\n    from: payments_waiting\n    with: {shop: merchant_plus@1}");
    assertThat(
        problems(yaml).get(0),
        containsString(
            "source 'payments_twice' is made of 'payments_waiting', which waits, and view"
                + " 'merchant_plus@1' is of the same events"));
  }

  @Test
  void aSourceThatWaitsCannotLookUpEventsThatHaveLookedUpItsOwn() {
    String yaml =
        Devices.YAML
            .replace(
                "  payments_waiting:\n    from: payments\n    with: {profile: device_profile@1}",
                "  devices_plus:\n    from: devices\n    with: {used: device_used@1}\n"
                    + "  payments_waiting:\n    from: payments\n    with: {profile: counted@1}")
            .replace(
                "  card_waiting@1:",
                "  device_used@1:\n    entity: device\n    source: payments\n    aggregations:\n"
                    + "      - {name: used, function: count, windows: [1h]}\n"
                    + "  counted@1:\n    entity: device\n    source: devices_plus\n"
                    + "    aggregations:\n"
                    + "      - {name: os, function: last, field: used.used, windows: [1h]}\n"
                    + "  card_waiting@1:");
    assertThat(
        problems(yaml).get(0),
        containsString(
            "source 'payments_waiting' waits, and view 'counted@1' is of the same events, or looks"
                + " them up"));
  }

  /** The events of a view that waits as long come after the event itself. */
  @Test
  void aSourceThatWaitsMayLookUpEventsThatWaitAsLong() {
    String yaml =
        Devices.YAML.replace(
            "  payments_twice:\n    from: payments_plus\n    with: {shop: merchant_plus@1}\n"
                + "    fields: {of_mean: {type: double, expression: \"amount -"
                + " shop.mean_sum_1h\"}}",
            "  payments_twice:\n    from: payments_waiting\n    with: {own: card_waiting@1}\n"
                + "    fields: {of_mean: {type: double, expression: \"amount\"}}");
    assertThat(yaml, containsString("own: card_waiting@1"));
    parse(yaml.replace("field: shop.apples_1h", "field: own.last_os"));
  }

  @Test
  void theKeyOfAViewIsAFieldThatIsRead() {
    List<String> problems =
        problems(Devices.YAML.replace("merchant: {key: merchant}", "merchant: {key: mean}"));
    assertThat(problems.get(0), containsString("in source 'payments', which has the events of"));
  }

  @Test
  void theDefinitionsOfTheNightlyComparisonHaveTwoHops() {
    Project project = Definitions.load(Path.of("../../infra/nightly/enriched.yaml"));
    assertThat(project.bases("payments_twice"), is(Set.of("transactions")));
    assertThat(project.base("payments_twice"), is("transactions"));
    assertThat(project.enriched().get("payments_twice").from(), is("payments_plus"));
  }

  @Test
  void aScenarioEnrichesEvents() {
    String payment =
        "{'id': '%s', 'card': 'c', 'device': 'd', 'merchant': 'm', 'amount': 60, 'time': %s}";
    Scenario scenario =
        Scenario.of(Devices.PROJECT)
            .add("payments", json(payment, "early", "'2026-03-01T10:00:00Z'"))
            .add(
                "devices", json("{'device': 'd', 'os': 'a', 'time': %s}", "'2026-03-01T10:00:00Z'"))
            .add("payments", json(payment, "late", "'2026-03-01T10:00:01Z'"));
    assertThat(
        scenario.features(
            Instant.parse("2026-03-01T10:01:00Z"), Map.of("merchant", "m"), "{}", "risky_1h"),
        is(Map.of("risky_1h", 1L)));
    assertThat(
        scenario.features(
            Instant.parse("2026-03-01T10:04:59Z"), Map.of("card", "c"), "{}", "last_os"),
        is(Collections.singletonMap("last_os", null)));
    // With its wait, the first payment sees the device.
    assertThat(
        scenario.features(
            Instant.parse("2026-03-01T10:05:00Z"), Map.of("card", "c"), "{}", "last_os"),
        is(Map.of("last_os", "a")));
  }

  private static String json(String text, Object... values) {
    return text.formatted(values).replace('\'', '"');
  }

  @Test
  void theFingerprintDependsOnEverythingThatAnEventIsMadeOf() {
    long before = fingerprint(Devices.YAML, "card_twice@1");
    for (String[] change :
        new String[][] {
          {"where: \"amount >= 2.0\"", "where: \"amount >= 3.0\""},
          {"field: os, windows: [lifetime]", "field: os, windows: [1h]"},
          {"ttl: 20m", "ttl: 30m"},
          {"expression: before.amount_mean_1h", "expression: before.amount_mean_1h + 1.0"},
        }) {
      assertThat(Devices.YAML, containsString(change[0]));
      long after = fingerprint(Devices.YAML.replace(change[0], change[1]), "card_twice@1");
      assertThat(change[0], after, is(not(before)));
    }
    assertThat(
        fingerprint(Devices.YAML.replace("ttl: 20m", "owner: team\n    ttl: 20m"), "card_twice@1"),
        is(before));
  }

  private static long fingerprint(String yaml, String view) {
    Project project = parse(yaml);
    return CompiledView.of(project, project.view(view)).fingerprint();
  }
}
