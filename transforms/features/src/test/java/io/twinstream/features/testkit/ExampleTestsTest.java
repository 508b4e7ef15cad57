package io.twinstream.features.testkit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.twinstream.features.load.Definitions;
import io.twinstream.features.text.DefinitionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ExampleTestsTest {
  private static final Path EXAMPLES = Path.of("../examples");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicNode> everyExamplePassesItsTests() {
    return Stream.of(
            "fraud",
            "personalisation",
            "payments",
            "clickstream",
            "handbook",
            "handbook_risk",
            "retail",
            "merchants",
            "orders")
        .map(
            example ->
                dynamicContainer(
                    example,
                    DefinitionTests.load(EXAMPLES.resolve(example)).stream()
                        .map(test -> dynamicTest(test.name(), test::verify))));
  }

  private List<String> outcome(String tests) throws IOException {
    Files.copy(EXAMPLES.resolve("payments/payments.yaml"), folder.resolve("payments.yaml"));
    Files.writeString(folder.resolve("payments.test.yaml"), tests);
    return DefinitionTests.load(folder).stream()
        .flatMap(test -> test.run().stream())
        .map(problem -> problem.toString().replace(folder.toString(), ""))
        .toList();
  }

  @Test
  void reportsUnexpectedValues() throws IOException {
    String tests =
        """
        tests:
          - name: wrong
            events:
              - {transaction_id: t1, card_id: c1, amount: 10.00, timestamp: 2026-03-01T10:00:00Z}
              - {transaction_id: t2, card_id: c1, amount: 10.001, timestamp: 2026-03-01T10:00:00Z}
            expect:
              - at: 2026-03-01T10:01:00Z
                entities: {card: c1}
                features:
                  count_5m: 2
                  amount_sum_1h: null
                  last_merchant: m1
              - {at: 2026-03-01T10:01:00Z, entities: {crd: c1}, features: {count_5m: 1}}
              - {at: 2026-03-01T10:01:00Z, entities: {card: c1}, features: {count_6m: 1}}
              - {at: 2026-03-01T10:01:00Z, entities: {card: c1}, request: {amount: x}, features: {amount_vs_mean: 1}}
        """;
    assertThat(
        outcome(tests),
        contains(
            "/payments.test.yaml:5: the event is a dead letter: EXCESS_DIGITS, field 'amount'"
                + " (decimal(2)): 10.001; fix it, or list its reason under dead_letters",
            "/payments.test.yaml:10: count_5m is 1 at 2026-03-01T10:01:00Z, expected 2",
            "/payments.test.yaml:11: amount_sum_1h is 10.0 at 2026-03-01T10:01:00Z, expected null",
            "/payments.test.yaml:12: last_merchant is null at 2026-03-01T10:01:00Z, expected m1",
            "/payments.test.yaml:13: features of view 'card_spend@1' need the id of a card; given"
                + " are [crd]",
            "/payments.test.yaml:14: no feature 'count_6m'; did you mean count_5m?",
            "/payments.test.yaml:15: the request: field 'amount' (decimal(2)): x"));
  }

  @Test
  void refusesTestsThatAreNotWellFormed() {
    DefinitionException e =
        assertThrows(
            DefinitionException.class,
            () ->
                outcome(
                    """
                    tests:
                      - name: misspelt
                        event: []
                        expect: [{at: noon, entities: {card: c1}, features: {count_5m: 1}}]
                    """));
    assertThat(
        e.problems().stream().map(p -> p.line() + ": " + p.what()).toList(),
        contains("3: unknown key 'event' in test 'misspelt'", "4: 'noon' is not an instant"));
  }

  @Test
  void theReadmesDefinitionsAndTestsHold() throws IOException {
    List<String> blocks =
        Stream.of(Files.readString(EXAMPLES.resolve("README.md")).split("```(yaml)?\n")).toList();
    List<String> projects = blocks.stream().filter(text -> text.startsWith("project:")).toList();
    assertThat("the page's definitions", projects.size(), is(3));
    assertThat(Definitions.parse(Map.of("tables", projects.get(1))).streams().size(), is(0));
    assertThat(Definitions.parse(Map.of("changes", projects.get(2))).liveViews().size(), is(1));
    String written = blocks.stream().filter(text -> text.startsWith("tests:")).findFirst().get();
    Files.writeString(folder.resolve("readme.yaml"), projects.get(0));
    Files.writeString(folder.resolve("readme.test.yaml"), written);
    List<DefinitionTest> tests = DefinitionTests.load(folder);
    assertThat(tests.size(), is(1));
    tests.get(0).verify();
  }

  @Test
  void theSmallestDefinitionOfTheTutorialLoads() throws IOException {
    String tutorial = Files.readString(EXAMPLES.resolve("../../README.md"));
    int begin = tutorial.indexOf("```yaml\nproject:") + "```yaml\n".length();
    String yaml = tutorial.substring(begin, tutorial.indexOf("```", begin));
    Files.writeString(folder.resolve("tutorial.yaml"), yaml);
    assertThat(Definitions.load(folder).services().size(), is(1));
  }

  @Test
  void scenariosServeTestsInJava() {
    Map<String, Object> features =
        Scenario.of(Definitions.load(EXAMPLES.resolve("payments")))
            .add(
                "transactions",
                "{\"transaction_id\": \"t1\", \"card_id\": \"c1\", \"amount\": 12.5,"
                    + " \"timestamp\": \"2026-03-01T09:30:00Z\"}")
            .features(
                Instant.parse("2026-03-01T10:00:00Z"),
                Map.of("card", "c1"),
                "{\"amount\": 25}",
                "amount_sum_1h",
                "amount_vs_mean");
    assertThat(features, is(Map.of("amount_sum_1h", 12.5, "amount_vs_mean", 2.0)));
  }
}
