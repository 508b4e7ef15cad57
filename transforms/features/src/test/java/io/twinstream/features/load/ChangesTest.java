package io.twinstream.features.load;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.ChangeRules;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.definition.Source;
import io.twinstream.features.text.DefinitionException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sources of changes: their rules, and what is refused. */
class ChangesTest {
  private static final String YAML =
      """
      project: shop
      sources:
        orders:
          changes: upsert
          row: order_id
          change_time: changed
          version: version
          deleted: gone
          event_time: placed
          fields: {order_id: string, customer: string, amount: decimal(2), total: {type: long, expression: "1"}, placed: timestamp, changed: timestamp, version: long, gone: boolean}
        visits:
          event_time: at
          fields: {customer: string, at: timestamp}
      entities:
        customer: {key: customer}
        order: {key: order_id}
      views:
        spend@1:
          entity: customer
          source: orders
          aggregations: [{name: n, function: count, windows: [1h]}]
        visits@1:
          entity: customer
          source: visits
          aggregations: [{name: visits, function: count, windows: [1h]}]
      """;

  private static List<String> problems(String yaml) {
    return assertThrows(DefinitionException.class, () -> Definitions.parse(Map.of("f", yaml)))
        .problems()
        .stream()
        .map(Object::toString)
        .toList();
  }

  @Test
  void aSourceOfChangesHasItsRules() {
    Source orders = Definitions.parse(Map.of("f", YAML)).source("orders");
    assertThat(
        orders.changes().get(),
        is(ChangeRules.upsert("order_id", "changed", Optional.of("version"), Optional.of("gone"))));
    assertThat(orders.eventId(), is(Optional.of("order_id")));
  }

  @Test
  void theCanonicalJsonHasThem() {
    String json = ProjectJson.write(Definitions.parse(Map.of("f", YAML)));
    assertThat(json, containsString("\"changes\":{\"kind\":\"upsert\",\"row\":\"order_id\""));
    String visits = json.substring(json.indexOf("\"visits\""));
    assertThat(visits.substring(0, visits.indexOf("}}")), not(containsString("changes")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "changes: upsert | changes: upserts | :4: | upsert",
        "row: order_id | row: order_di | :5: | did you mean order_id?",
        "row: order_id | row: amount | :5: | it must be a string or a long",
        "row: order_id | '' | :3: | name the field that identifies a row",
        "change_time: changed | change_time: chnged | :6: | did you mean changed?",
        "change_time: changed | change_time: version | :6: | it must be a timestamp",
        "change_time: changed | '' | :3: | name the timestamp field with the time of the change",
        "version: version | version: verson | :7: | did you mean version?",
        "version: version | version: customer | :7: | it must be a long or a timestamp",
        "version: version | version: total | :7: | which is computed",
        "deleted: gone | deleted: version | :8: | it must be a boolean",
        "deleted: gone | max_rows: 0 | :8: | not a number of at least 1",
        "deleted: gone | max_rows: 5000 | :8: | at most 4096 is possible",
        "deleted: gone | max_entities: many | :8: | not a number of at least 1",
        "deleted: gone | epoch: 1 | :8: | has no log of a database",
        "deleted: gone | dedupe: true | :8: | leave dedupe out",
        "deleted: gone | event_id: order_id | :8: | row identifies its records",
        "deleted: gone | chnge_time: placed | :8: | change_time",
        "changes: upsert | dedupe: false | :5: | write changes: upsert",
      })
  void refusesWhatIsNoSourceOfChanges(String good, String bad, String line, String hint) {
    assertThat(YAML, containsString(good));
    String all = String.join("\n", problems(YAML.replaceFirst(good, bad)));
    assertThat(all, containsString("f" + line));
    assertThat(all, containsString(hint));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epoch: 1 | change_time: at | the envelope has the time and order of a change",
        "epoch: 1 | version: at | the envelope has the time and order of a change",
        "epoch: 1 | deleted: at | the envelope has the time and order of a change",
        "epoch: 1 | epoch: -1 | not a number of at least 0",
        "epoch: 1 | format: avro | only JSON is read",
        "row: id | row: change_time | no field for row",
        "row: id | row: i | did you mean id?",
        "id: long | deleted: boolean, id: long | has this column",
        "id: long | 'gone: {type: boolean, path: deleted}, id: long' | the connector",
      })
  void refusesWhatIsNoSourceOfDebezium(String good, String bad, String hint) {
    String yaml =
        """
        project: shop
        sources:
          orders:
            changes: debezium
            row: id
            epoch: 1
            event_time: at
            fields: {id: long, at: timestamp, customer: string}
        """;
    Definitions.parse(Map.of("f", yaml));
    assertThat(yaml, containsString(good));
    assertThat(String.join("\n", problems(yaml.replaceFirst(good, bad))), containsString(hint));
  }

  @Test
  void aViewOverChangesHasWindowsThatEnd() {
    for (String window : List.of("lifetime", "{last: 10}")) {
      String wrong = YAML.replaceFirst("windows: \\[1h\\]", "windows: " + window);
      assertThat(
          String.join("\n", problems(wrong)),
          containsString("all its rows would be kept for ever"));
    }
  }

  @Test
  void aViewOverChangesDescribesWhatHasManyRows() {
    assertThat(
        String.join("\n", problems(YAML.replaceFirst("entity: customer", "entity: order"))),
        containsString("describes the rows of source 'orders' themselves"));
  }

  @Test
  void changesAreNotEnrichedAndNotLookedUp() {
    String of =
        YAML.replace(
            "entities:",
            "  plus:\n    from: %s\n    with: {v: %s}\nentities:".indent(0).stripTrailing());
    assertThat(
        problems(of.formatted("orders", "visits@1")),
        contains(containsString("whose records are changes of rows")));
    assertThat(
        problems(of.formatted("visits", "spend@1")),
        contains(containsString("looks up view 'spend@1', which is of the changes")));
  }

  @Test
  void tooManyRowsForTheLimitOfAState() {
    assertThat(
        problems(YAML.replaceFirst("deleted: gone", "max_rows: 4096").replaceFirst("1h", "30d")),
        contains(containsString("one entity can need")));
  }
}
