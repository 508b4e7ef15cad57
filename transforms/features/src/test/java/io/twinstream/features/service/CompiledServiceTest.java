package io.twinstream.features.service;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Service;
import io.twinstream.features.definition.View;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompiledServiceTest {
  private static final String YAML =
      """
      project: shop
      sources:
        orders:
          event_time: at
          fields: {buyer: string, item: string, amount: decimal(2), at: timestamp}
      entities: {buyer: {key: buyer}, item: {key: item}}
      views:
        buying@1:
          entity: buyer
          source: orders
          aggregations:
            - {name: "count_1h", function: count, windows: 1h}
            - {name: "mean_1h", function: mean, field: amount, windows: 1h}
            - {name: "last_item", function: last, field: item, windows: 1h}
        selling@1:
          entity: item
          source: orders
          aggregations:
            - {name: "count_1h", function: count, windows: 1h}
            - {name: "sold_1d", function: sum, field: amount, windows: 1d}
        selling@2:
          entity: item
          source: orders
          aggregations:
            - {name: "count_1h", function: count, windows: 1h}
            - {name: "sold_2d", function: sum, field: amount, windows: 2d}
      features:
        ratio: "mean_1h > 0 ? request.amount / mean_1h : 1"
        big: "ratio > 3 && has(request.amount)"
        busy: "buying.count_1h > 2"
      services:
        both@1:
          request: {amount: decimal(2), item: string}
          features: [request.amount, buying.*, selling@2.count_1h, big]
      """;

  @TempDir Path folder;
  private Project project;

  @BeforeEach
  void load() throws IOException {
    project = load(YAML);
  }

  private Project load(String yaml) throws IOException {
    Path file = folder.resolve("shop.yaml");
    Files.writeString(file, yaml);
    return Definitions.load(file);
  }

  private static FeatureRow row(List<FeatureType> types, Object... values) {
    FeatureRow row = new FeatureRow(types);
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Double number) {
        row.setDouble(i, number);
      } else if (values[i] instanceof Long number) {
        row.setBits(i, number);
      } else if (values[i] instanceof String text) {
        row.setText(i, text);
      }
    }
    return row;
  }

  private static List<Object> values(FeatureRow row) {
    return IntStream.range(0, row.size()).mapToObj(row::value).toList();
  }

  private FeatureRow viewRow(String id, Object... values) {
    return row(CompiledView.of(project, project.view(id)).types(), values);
  }

  @Test
  void freezesOrderNamesAndTypes() {
    CompiledService service = CompiledService.of(project, project.service("both@1"));
    assertThat(
        service.names(),
        contains("amount", "buying.count_1h", "mean_1h", "last_item", "selling.count_1h", "big"));
    assertThat(
        service.types(),
        contains(
            FeatureType.DOUBLE,
            FeatureType.LONG,
            FeatureType.DOUBLE,
            FeatureType.STRING,
            FeatureType.LONG,
            FeatureType.BOOLEAN));
    assertThat(service.views().stream().map(View::id).toList(), contains("buying@1", "selling@2"));
  }

  @Test
  void computesFromRowsAndRequest() {
    CompiledService service = CompiledService.of(project, project.service("both@1"));
    FeatureRow request = row(service.requestTypes(), 40.0, "pen");
    FeatureRow[] rows = {viewRow("buying@1", 2L, 10.0, "ink"), viewRow("selling@2", 5L, 1.0)};
    assertThat(values(service.evaluate(rows, request)), contains(40.0, 2L, 10.0, "ink", 5L, true));
  }

  @Test
  void nullPropagatesAndHasTests() {
    CompiledService service = CompiledService.of(project, project.service("both@1"));
    FeatureRow[] rows = {viewRow("buying@1", 2L, 10.0, "ink"), null};
    assertThat(
        values(service.evaluate(rows, row(service.requestTypes()))).get(5), is((Object) false));
    assertThat(values(service.evaluate(rows, null)).get(4), is((Object) null));
  }

  @Test
  void compilesListsOfNoService() {
    CompiledService list = CompiledService.of(project, List.of("mean_1h", "busy", "ratio"));
    assertThat(list.names(), contains("mean_1h", "busy", "ratio"));
    assertThat(list.views().size(), is(1));
    FeatureRow[] rows = {viewRow("buying@1", 3L, 10.0)};
    assertThat(values(list.evaluate(rows, null)).subList(0, 2), contains(10.0, true));
  }

  private String refusal(String... features) {
    FeatureException e =
        assertThrows(FeatureException.class, () -> CompiledService.of(project, List.of(features)));
    return e.getMessage();
  }

  @Test
  void refusesUnknownNames() {
    assertThat(refusal("mean_2h"), is("no feature 'mean_2h'; did you mean mean_1h?"));
    assertThat(refusal("buing.*"), is("no view 'buing'; did you mean buying?"));
    assertThat(
        refusal("buying.count_2h"),
        is("no feature of view 'buying@1' 'count_2h'; did you mean count_1h?"));
    assertThat(refusal("request.amuont"), is("no request field 'amuont'; did you mean amount?"));
    assertThat(refusal("buying@7.*"), is("no view 'buying@7'; did you mean buying@1?"));
  }

  @Test
  void refusesAmbiguousNames() {
    assertThat(
        refusal("count_1h"),
        is("feature 'count_1h' is in the views buying, selling; write buying.count_1h"));
    assertThat(
        refusal("selling.count_1h"),
        is(
            "view 'selling' has 2 versions; name one in the list of features:"
                + " selling@2.count_1h"));
    assertThat(
        refusal("selling@1.*", "selling@2.*"),
        is(
            "two versions of view 'selling': selling@1 and selling@2; use one version of a view in"
                + " a list of features"));
    assertThat(
        refusal("buying.*", "mean_1h"),
        is(
            "feature 'buying.mean_1h' is listed twice, the second time by 'mean_1h'; leave one out"));
  }

  @Test
  void refusesCircles() throws IOException {
    Project circular = with("a: \"b + 1\"", "b: \"a + 1\"");
    FeatureException e =
        assertThrows(
            FeatureException.class, () -> CompiledService.of(circular, List.of("busy", "a")));
    assertThat(e.getMessage(), is("feature 'a' depends on itself: a → b → a; break the cycle"));
  }

  @Test
  void tellsWhatARequestLacks() {
    Service service =
        new Service(
            "bare", 1, new io.twinstream.features.definition.Schema(List.of()), List.of("big"));
    FeatureException e =
        assertThrows(FeatureException.class, () -> CompiledService.of(project, service));
    assertThat(
        e.getMessage(),
        is(
            "feature 'ratio' reads request.amount, which the request does not have; add it to the"
                + " request of the service, or leave the feature out"));
  }

  /** The project with other derived features, unchecked. */
  private Project with(String... features) {
    java.util.Map<String, io.twinstream.features.definition.DerivedFeature> derived =
        new java.util.LinkedHashMap<>(project.derivedFeatures());
    for (String feature : features) {
      String[] parts = feature.replace("\"", "").split(": ", 2);
      derived.put(
          parts[0], new io.twinstream.features.definition.DerivedFeature(parts[0], parts[1]));
    }
    return new Project(
        project.name(),
        project.sources(),
        project.entities(),
        project.views(),
        derived,
        project.services());
  }

  @Test
  void fingerprintIsOfWhatTheFeaturesMean() throws IOException {
    String before = fingerprint(YAML);
    assertThat(before, matchesPattern("[0-9a-f]{16}"));
    assertThat("comments", fingerprint("# a note\n" + YAML), is(before));
    assertThat(
        "a feature that is not read", fingerprint(edit("buying.count_1h > 2", "true")), is(before));
  }

  @ParameterizedTest(name = "{0} becomes {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ratio > 3 | ratio > 4",
        "request.amount / mean_1h : 1 | request.amount / mean_1h : 2",
        "selling@2.count_1h, big | big, selling@2.count_1h",
        "[request.amount, | [request.item,",
        "field: amount, windows: 1h | field: amount, windows: 2h",
        "request: {amount: decimal(2), item | request: {amount: long, item",
        "{name: \"last_item\", function: last | {name: \"last_item\", function: first",
      })
  void fingerprintChangesWith(String from, String to) throws IOException {
    assertThat(fingerprint(edit(from, to)), not(fingerprint(YAML)));
  }

  @Test
  void fingerprintSeesTwoAggregationsSwapTheirNames() throws IOException {
    String two =
        edit(
            "{name: \"last_item\", function: last, field: item, windows: 1h}",
            "{name: a, function: sum, field: amount, windows: 1h}\n"
                + "      - {name: b, function: sum, field: amount, windows: 2h}");
    String swapped =
        two.replace("name: a,", "name: c,")
            .replace("name: b,", "name: a,")
            .replace("name: c,", "name: b,");
    String reads = "ratio: \"a";
    two = two.replace("ratio: \"mean_1h", reads);
    swapped = swapped.replace("ratio: \"mean_1h", reads);
    assertThat(fingerprint(two, "ratio"), not(fingerprint(swapped, "ratio")));
  }

  private String edit(String from, String to) {
    assertThat(YAML, containsString(from));
    return YAML.replace(from, to);
  }

  private String fingerprint(String yaml, String... features) throws IOException {
    Project edited = load(yaml);
    return features.length > 0
        ? CompiledService.of(edited, List.of(features)).fingerprint()
        : CompiledService.of(edited, edited.service("both@1")).fingerprint();
  }
}
