package io.twinstream.features.load;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.definition.View;
import io.twinstream.features.text.DefinitionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesTest {
  private static final String YAML =
      """
      project: shop
      sources:
        orders:
          event_time: at
          fields: {order: string, merchant_id: string, at: timestamp}
        risk:
          kind: table
          key: merchant_id
          loads: changes
          order: version
          known: updated
          schedule: 1d
          event_time: valid_from
          fields: {merchant_id: string, score: decimal(4), category: string, version: long, updated: timestamp, valid_from: timestamp}
          history: {format: csv}
      entities:
        merchant: {key: merchant_id}
        order: {key: order}
      views:
        traffic@1:
          entity: merchant
          source: orders
          aggregations: [{name: n_1h, function: count, windows: [1h]}]
        merchant_risk@1:
          entity: merchant
          source: risk
          fields: [score, category]
      services:
        fraud@1: {features: [merchant_risk.*, n_1h]}
      """;

  private static Project load(String yaml) {
    return Definitions.parse(Map.of("f", yaml));
  }

  private static List<String> problems(String yaml) {
    return assertThrows(DefinitionException.class, () -> load(yaml)).problems().stream()
        .map(Object::toString)
        .toList();
  }

  @Test
  void aTableHasItsRulesAndTheColumnsOfEveryTable() {
    Source risk = load(YAML).source("risk");
    assertThat(
        risk.table(),
        is(
            Optional.of(
                new TableRules(
                    "merchant_id",
                    TableRules.Loads.CHANGES,
                    Optional.of("version"),
                    "updated",
                    Duration.ofDays(1),
                    Optional.empty()))));
    assertThat(risk.eventTime(), is("valid_from"));
    assertThat(
        risk.schema().fields().subList(6, 9).stream().map(Field::name).toList(),
        contains("load", "loaded_at", "deleted"));
  }

  @Test
  void aViewOverATableHasFieldsAndTheFreshnessOfItsSchedule() {
    Project project = load(YAML);
    View view = project.view("merchant_risk@1");
    assertThat(view.freshness(), is(Duration.ofDays(1)));
    assertThat(
        view.aggregations().stream().map(Aggregation::name).toList(),
        contains("score", "category"));
    assertThat(project.liveViews().stream().map(View::id).toList(), contains("traffic@1"));
    assertThat(project.streams().stream().map(Source::name).toList(), contains("orders"));
  }

  @Test
  void fieldsMayBeRenamed() {
    View view =
        load(YAML.replace("fields: [score, category]", "fields: {risk_score: score}"))
            .view("merchant_risk@1");
    assertThat(view.aggregations().get(0).name(), is("risk_score"));
    assertThat(view.aggregations().get(0).field(), is(Optional.of("score")));
  }

  @Test
  void aTableMayLeaveOrderAndEventTimeToItsLoads() {
    Source risk =
        load(YAML.replace("    order: version\n", "")
                .replace("    event_time: valid_from\n", "")
                .replace("known: updated", "known: load")
                .replace("loads: changes", "loads: snapshot"))
            .source("risk");
    assertThat(risk.eventTime(), is("loaded_at"));
    assertThat(risk.table().orElseThrow().orderField(), is("load"));
  }

  /** What is written, what is written instead, the line of the problem, the problem. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "kind: table|kind: tables|7|no kind of source 'tables'; did you mean table? known: stream, table",
        "key: merchant_id\\n    loads|loads|6|source 'risk' has no 'key'; name the field that is the key of a row",
        "key: merchant_id\\n    loads|key: merchant\\n    loads|8|no field for key of table 'risk': 'merchant'; did you mean merchant_id?",
        "loads: changes|loads: change|9|no kind of loads 'change'; did you mean changes? known: snapshot, changes",
        "loads: changes|loads: snapshot|10|the rows of a snapshot are ordered by the number of its load (table 'risk'); leave order out, or write loads: changes",
        "order: version|order: category|10|the order of table 'risk' is 'category', a string; it must be a long or a timestamp",
        "known: updated|known: updatd|11|no field for known of table 'risk': 'updatd'; did you mean updated?",
        "known: updated\\n    schedule|schedule|6|source 'risk' has no 'known'; write load, ts, or a timestamp field: when a row was known decides which rows of a training set see it",
        "schedule: 1d|schedule: 0s|12|table 'risk' has a schedule of zero; write 1d",
        "schedule: 1d|schedule: daily|12|'daily' is not a duration; write a whole number and one of ms, s, m, h, d, such as 30m",
        "schedule: 1d|schedule: 1d\\n    dedupe: true|13|source 'risk' is a table, which has no 'dedupe'; leave it out",
        "event_time: at|event_time: at\\n    schedule: 1d|5|source 'orders' is a stream, which has no 'schedule'; write kind: table, or leave it out",
        "score: decimal(4)|score: decimal(4), load: long|14|field 'load' of source 'risk': every table has this column; leave it out, or rename it and map its column in history.columns",
        "{format: csv}|{format: csv, known: updated}|15|table 'risk' declares when its rows are known, so its history has no 'known'; leave it out",
        "fields: [score, category]|fields: [scor, category]|27|no field of table 'risk': 'scor'; did you mean score?",
        "entity: merchant\\n    source: risk|entity: order\\n    source: risk|25|the key of entity 'order' is 'order', and that of table 'risk' is 'merchant_id' (view 'merchant_risk@1'); a view over a table describes what the rows of the table describe",
        "fields: [score|freshness: 1s\\n    fields: [score|27|view 'merchant_risk@1': the schedule of table 'risk', 1d, decides whether it is fresh; leave freshness out",
        "fields: [score, category]|aggregations: [{name: score, function: max, field: score, windows: [1h]}]|27|view 'merchant_risk@1' reads table 'risk', which has rows and no events to aggregate; write fields: [...] instead of aggregations",
        "aggregations: [{name: n_1h, function: count, windows: [1h]}]|fields: {n_1h: order}|23|view 'traffic@1' has fields, but source 'orders' is a stream of events; write aggregations, such as {name: ..., function: last, field: ..., windows: lifetime}",
      })
  void aMistakeIsReportedAtItsLineWithWhatToDo(String good, String bad, int line, String problem) {
    String from = good.replace("\\n", "\n");
    String to = bad == null ? "" : bad.replace("\\n", "\n");
    assertThat("the definitions have what this case spoils", YAML.contains(from), is(true));
    assertThat(problems(YAML.replace(from, to)), contains("f:" + line + ": " + problem));
  }

  /** No live job reads a table, so it could not look up its rows. */
  @Test
  void anEnrichedSourceReadsNoTable() {
    String enriched = "  plus: {from: orders, with: {risk: merchant_risk@1}}\nentities:";
    assertThat(
        problems(YAML.replace("entities:", enriched)),
        contains(
            "f:16: source 'plus' looks up view 'merchant_risk@1', which reads a table, and no live"
                + " job reads tables; read its features beside the others in a service, or send its"
                + " rows to a stream"));
    assertThat(
        problems(YAML.replace("entities:", enriched.replace("from: orders", "from: risk"))),
        contains(
            "f:16: source 'plus' is made of table 'risk', which has no events; name a stream"));
  }

  @Test
  void knownTsNeedsAnEventTime() {
    assertThat(
        problems(
            YAML.replace("    event_time: valid_from\n", "")
                .replace("known: updated", "known: ts")),
        contains(
            "f:11: table 'risk' has known: ts but no event_time; name the field with the time from"
                + " which a row holds, or write known: load"));
  }
}
