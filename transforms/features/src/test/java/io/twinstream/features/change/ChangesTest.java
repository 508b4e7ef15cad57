package io.twinstream.features.change;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChangesTest {
  private static final String YAML =
      """
      project: shop
      sources:
        payments:
          topic: shop.payments
          event_time: time
          event_id: id
          fields: {id: string, card: string, amount: decimal(2), time: timestamp}
      entities: {card: {key: card}}
      views:
        spend@1:
          entity: card
          source: payments
          ttl: 2d
          owner: risk
          aggregations:
            - {name: "count_{window}", function: count, windows: [1h, 24h]}
            - {name: sum_1h, function: sum, field: amount, windows: 1h}
      features:
        ratio: "sum_1h / request.amount"
      services:
        fraud@1: {request: {amount: decimal(2)}, features: [spend.*, ratio]}
      """;

  @Test
  void nothingChangesWithTheSpelling() {
    assertThat(changes("project: shop", "# a note\nproject: shop"), is(empty()));
  }

  @ParameterizedTest(name = "{0} becomes {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "owner: risk | owner: fraud | ~ view spend@1: owner risk becomes fraud",
        "ttl: 2d | ttl: 3d | ~ view spend@1: ttl 2d becomes 3d",
        "shop.payments | shop.paid | ~ source payments: topic shop.payments becomes shop.paid",
        "card: string, | card: string, shop: string, | ~ source payments: field shop is new",
      })
  void someChangesFit(String from, String to, String told) {
    List<Change> changes = changes(from, to);
    assertThat(changes, hasSize(1));
    assertThat(changes.get(0).toString(), is(told));
    assertThat(changes.get(0).incompatible().isPresent(), is(false));
  }

  @Test
  void aNewVersionBesideTheOldFits() {
    String second =
        """
          spend@2:
            entity: card
            source: payments
            aggregations: [{name: big, function: max, field: amount, windows: 1h}]
        """;
    String before = YAML.replace("[spend.*, ratio]", "[spend@1.*, ratio]");
    List<Change> changes =
        Changes.between(
            project(before),
            project(before.replace("features:\n  ratio", second + "features:\n  ratio")));
    assertThat(changes.toString(), is("[+ view spend@2]"));
  }

  @Test
  void aViewThatIsComputedOtherwiseDoesNotFitItsStatesNorItsModels() {
    List<Change> changes = changes("field: amount, windows: 1h", "field: amount, windows: 2h");
    assertThat(changes, hasSize(2));
    String view = changes.get(0).toString();
    assertThat(view, containsString("~ view spend@1: its features are computed differently"));
    assertThat(view, containsString("leave spend@1 unchanged and add spend@2"));
    String service = changes.get(1).toString();
    assertThat(service, containsString("models trained on fraud@1 would not fit"));
    assertThat(service, containsString("add fraud@2"));
  }

  @Test
  void renamedFeaturesAndExpressionsChangeTheirServices() {
    List<Change> renamed = changes("name: sum_1h, function", "name: total, function");
    assertThat(renamed.get(0).incompatible().orElseThrow(), containsString("rely on its features"));
    List<Change> expression = changes("/ request.amount", "* request.amount");
    assertThat(expression, hasSize(2));
    assertThat(expression.get(0).incompatible().isPresent(), is(false));
    assertThat(expression.get(1).name(), is("fraud@1"));
    assertThat(expression.get(1).incompatible().isPresent(), is(true));
  }

  @Test
  void removedFieldsAndOtherTypesAreIncompatible() {
    assertThat(
        changes("fraud@1:", "fraud@2:").stream().map(Change::toString).toList().toString(),
        containsString("- service fraud@1\n    INCOMPATIBLE: requests for it"));
    assertThat(
        changes("event_id: id", "event_id: card").get(0).incompatible().orElseThrow(),
        containsString("its events differ"));
    assertThat(
        changes("{id: string, card", "{id: long, card").get(0).toString(),
        containsString("field id string becomes long"));
  }

  private static List<Change> changes(String from, String to) {
    assertThat(YAML, containsString(from));
    String edited = YAML.replace(from, to);
    if (from.startsWith("name: sum_1h")) {
      edited = edited.replace("sum_1h /", "total /");
    }
    return Changes.between(project(YAML), project(edited));
  }

  private static Project project(String yaml) {
    return Definitions.parse(Map.of("shop.yaml", yaml));
  }
}
