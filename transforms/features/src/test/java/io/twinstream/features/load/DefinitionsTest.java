package io.twinstream.features.load;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Arguments;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.text.DefinitionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionsTest {
  @TempDir Path folder;

  private static final String SMALL =
      """
      project: shop
      sources:
        orders:
          event_time: at
          fields: {order: string, buyer: string, amount: decimal(2), at: timestamp}
      entities:
        buyer: {key: buyer}
      views:
        buying@1:
          entity: buyer
          source: orders
          aggregations:
            - {name: "{function}_{field}_{window}", function: [sum, max], field: amount, windows: [1h, 1d]}
      """;

  private Project load(String... files) throws IOException {
    for (int i = 0; i < files.length; i++) {
      Files.writeString(folder.resolve(i + ".yaml"), files[i]);
    }
    return Definitions.load(folder);
  }

  private List<String> problems(String... files) {
    return assertThrows(DefinitionException.class, () -> load(files)).problems().stream()
        .map(problem -> problem.toString().replace(folder + java.io.File.separator, ""))
        .toList();
  }

  @Test
  void expandsTemplatesByFunctionThenFieldThenWindow() throws IOException {
    View view = load(SMALL).view("buying@1");
    assertThat(
        view.aggregations().stream().map(Aggregation::name).toList(),
        contains("sum_amount_1h", "sum_amount_1d", "max_amount_1h", "max_amount_1d"));
    assertThat(
        view.aggregations().get(1),
        is(
            new Aggregation(
                "sum_amount_1d",
                "sum",
                Optional.of("amount"),
                Window.sliding(Duration.ofDays(1)),
                Optional.empty(),
                Arguments.NONE)));
  }

  @Test
  void aHopIsForTheWindowsThatHaveOne() throws IOException {
    String mixed = "windows: [7d, lifetime, {tumbling: 1d}], hop: 1d";
    Project project = load(SMALL.replaceAll("windows: \\[1h, 1d\\]", mixed));
    assertThat(
        project.view("buying@1").aggregations().stream().map(Aggregation::window).toList(),
        hasItems(
            Window.sliding(Duration.ofDays(7), Duration.ofDays(1)),
            Window.lifetime(),
            Window.tumbling(Duration.ofDays(1))));
    assertThat(
        problems(SMALL.replaceAll("windows: \\[1h, 1d\\]", "windows: [7d, lifetime], delay: 1d")),
        hasItem(containsString("a lifetime window has no delay; give lifetime windows")));
  }

  @Test
  void gathersOneProjectFromSeveralFiles() throws IOException {
    Project project = load(SMALL, "services:\n  top@1: {features: [buying.*]}\n");
    assertThat(project.service("top@1").features(), contains("buying.*"));
  }

  @Test
  void tellsAllProblemsOfAllFiles() {
    String first = SMALL.replace("event_time: at", "event_tme: at").replace("[1h, 1d]", "[1x]");
    String second = "services:\n  top: {features: [a], features: [b]}\n";
    assertThat(
        problems(first, second),
        hasItems(
            "0.yaml:4: unknown key 'event_tme' in source 'orders'; did you mean event_time? known:"
                + " kind, topic, format, dead_letters, event_time, event_id, dedupe, resolution,"
                + " max_future_skew, max_lateness, max_known_disorder, key, loads, order, known,"
                + " schedule, changes, row, change_time, version, deleted, epoch, max_rows,"
                + " max_entities, fields, history",
            "0.yaml:13: '1x' is not a window; write a duration such as 30m, {sliding: 1h, offset:"
                + " 1d}, {tumbling: 1h}, {calendar: month, zone: Europe/London}, {last: 100},"
                + " {session: 30m, lookback: 1d}, {series: 1h, step: 5m, count: 12} or lifetime",
            "1.yaml:2: 'features' is written twice here; first on line 2",
            "1.yaml:2: service 'top' has no version from 1; write top@1"));
  }

  @Test
  void readsOnlyDefinitionsOfAFolder() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "no YAML: [");
    Files.writeString(folder.resolve("shop.test.yaml"), "tests: []");
    Files.writeString(folder.resolve(".hidden.yaml"), "no YAML: [");
    Files.writeString(folder.resolve("more.yml"), "services:\n  top@1: {features: [buying.*]}\n");
    assertThat(load(SMALL).services().size(), is(1));
  }

  @Test
  void aPathWithoutDefinitionsIsAProblem() {
    DefinitionException e =
        assertThrows(
            DefinitionException.class, () -> Definitions.load(folder.resolve("nowhere.yaml")));
    assertThat(e.problems().get(0).what(), is("no definitions here"));
  }

  @Test
  void wrongFormsAreReportedOnce() {
    assertThat(
        problems(SMALL.replaceAll("(?s)- \\{name.*", "[count]\n")),
        contains(
            "0.yaml:13: an aggregation of view 'buying@1' must be a mapping; write 'name: ...'"
                + " lines, indented"));
  }

  @Test
  void aDerivedFeatureIsOfTheVersionThatItsServiceSays() {
    String yaml =
        """
        project: shop
        sources:
          paid: {topic: paid, event_time: at, fields: {card: string, at: timestamp}}
        entities: {card: {key: card}}
        views:
          v@1: {entity: card, source: paid, aggregations: [{name: n, function: count, windows: 1h}]}
          v@2: {entity: card, source: paid, aggregations: [{name: n, function: count, windows: 2h}]}
        features: {twice: "n * 2.0"}
        services:
          old@1: {features: [v@1.n, twice]}
          new@1: {features: [v@2.n, twice]}
        """;
    Project project = Definitions.parse(Map.of("shop.yaml", yaml));
    assertThat(
        CompiledService.of(project, project.service("old@1")).views().get(0).version(), is(1));
    assertThat(
        CompiledService.of(project, project.service("new@1")).views().get(0).version(), is(2));
    Map<String, String> unsaid = Map.of("shop.yaml", yaml.replace("v@2.n, twice", "twice"));
    DefinitionException e =
        assertThrows(DefinitionException.class, () -> Definitions.parse(unsaid));
    assertThat(
        e.getMessage(),
        is(
            "shop.yaml:11: service 'new@1': feature 'twice': view 'v' has 2 versions; name one in"
                + " the list of features: v@2.n"));
  }

  @Test
  void wrongPathsAndTypesAreProblemsWithTheirLine() {
    assertThat(
        problems(
            """
            project: shop
            sources:
              orders:
                event_time: at
                fields:
                  buyer: string
                  at: {type: timestamp, path: meta.at}
                  a: {type: string, path: "items["}
                  b: {type: string, path: "items[*].sku"}
                  c: {type: array(string), path: "a[*].b[*]"}
                  d: {type: string, path: buyer.name}
                  e: {type: array(int)}
                  f: {type: array(array(long))}
                  g: {type: string, paht: x.y}
                  h: {type: double, path: x.h, expression: "1"}
                  tags: array(string)
                  i: {type: string, path: "tags[0]"}
                  j: {type: string, path: "tags[*].x"}
                  k: array(double, 20000)
            entities:
              buyer: {key: tags}
            views:
              buying@1:
                entity: buyer
                source: orders
                aggregations:
                  - {name: n, function: count, field: tags, windows: 1h}
                  - {name: l, function: last, field: tags, windows: 1h}
                  - {name: m, function: count, where: "'a' in tags", windows: {last: 10}}
            services:
              s@1:
                request: {x: {type: string, path: a.b}, t: array(string)}
                features: [request.t]
            """),
        hasItems(
            containsString("0.yaml:8: 'items[' is not a path (field 'a'): after 'items'"),
            containsString("0.yaml:9: field 'b' has the path items[*].sku to each element"),
            containsString("0.yaml:10: 'a[*].b[*]' is not a path (field 'c'): it has two [*]"),
            containsString(
                "0.yaml:11: the path buyer.name of field 'd' leads through field 'buyer'"),
            containsString(
                "0.yaml:12: 'array(int)' is not a field type (field 'e'); did you mean"
                    + " array(long)?"),
            containsString("0.yaml:13: 'array(array(long))' is not a field type (field 'f')"),
            containsString("0.yaml:14: unknown key 'paht' in field 'g'; did you mean path?"),
            containsString("0.yaml:15: field 'h' has a path and an expression"),
            containsString("0.yaml:18: the path tags[*].x of field 'j' leads through field 'tags'"),
            containsString("0.yaml:19: 'array(double, 20000)' is not a field type (field 'k')"),
            containsString("the key 'tags' of entity 'buyer' is an array(string)"),
            containsString("last does not accept field 'tags', an array(string)"),
            containsString(
                "a window of the newest events cannot keep field 'tags', an array(string)"),
            containsString("request field 'x' of service 's@1' has a path")));
  }

  @Test
  void aFieldMayHaveAPathAndAnArrayType() throws IOException {
    Project project =
        load(
            SMALL.replace(
                "amount: decimal(2)",
                "amount: decimal(2), os: {type: string, path: device.os}, order_id: {type: string,"
                    + " path: order_id}, v: 'array(decimal(2, half_even), 3)'"));
    var schema = project.source("orders").schema();
    assertThat(schema.field("os").path(), is("device.os"));
    assertThat("the path of its own name is no path", schema.field("order_id").path(), is(""));
    assertThat(schema.field("v").type().toString(), is("array(decimal(2, half_even), 3)"));
    assertThat(schema.field("os").toString(), is("Field[name=os, type=string, path=device.os]"));
  }
}
