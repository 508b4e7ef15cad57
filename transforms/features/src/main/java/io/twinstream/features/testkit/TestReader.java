package io.twinstream.features.testkit;

import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Reason;
import io.twinstream.features.testkit.TestRun.Expected;
import io.twinstream.features.testkit.TestRun.Given;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import io.twinstream.features.yaml.YamlNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the tests of one file. */
final class TestReader {
  private final Project project;
  private final Problems problems;

  TestReader(Project project, Problems problems) {
    this.project = project;
    this.problems = problems;
  }

  List<DefinitionTest> read(YamlNode file) {
    file.allow("a test file", "tests");
    List<DefinitionTest> tests = new ArrayList<>();
    for (YamlNode test : file.get("tests").map(YamlNode::items).orElse(List.of())) {
      tests.add(test(test));
    }
    return tests;
  }

  private DefinitionTest test(YamlNode part) {
    String name = part.needText("name", "a test", "describe in a few words what it tests");
    String what = "test '" + name + "'";
    part.allow(what, "name", "source", "events", "dead_letters", "expect");
    part.need("expect", what, "write expect: [{at: ..., entities: ..., features: ...}]");
    List<Given> events = new ArrayList<>();
    for (YamlNode event : items(part, "events")) {
      events.add(given(part, event));
    }
    List<Expected> expected = new ArrayList<>();
    for (YamlNode item : items(part, "expect")) {
      expected.add(expected(item));
    }
    List<Reason> reasons = new ArrayList<>();
    for (YamlNode reason : items(part, "dead_letters")) {
      reason.constant("reason", Reason.class).ifPresent(reasons::add);
    }
    Place place = part.place();
    return new DefinitionTest(
        name, () -> new TestRun(project, place, events, reasons, expected).run());
  }

  private static List<YamlNode> items(YamlNode part, String key) {
    return part.get(key).map(YamlNode::items).orElse(List.of());
  }

  private Given given(YamlNode test, YamlNode event) {
    String only = project.sources().size() == 1 ? project.sources().keySet().iterator().next() : "";
    String source = event.text("source", test.text("source", only));
    if (!project.sources().containsKey(source)) {
      if (source.isEmpty()) {
        event.problem(
            "the source of the event is missing", "write source: NAME in the test or the event");
      } else {
        problems.addUnknown(event.place(), "source", source, project.sources().keySet());
      }
    }
    Optional<Instant> known = event.get("known").flatMap(this::instant);
    return new Given(event.place(), source, JsonText.of(event, Set.of("source", "known")), known);
  }

  private Expected expected(YamlNode part) {
    String what = "an expectation";
    part.allow(what, "at", "entities", "request", "features");
    part.need("at", what, "write the instant, as in at: 2026-03-01T10:00:00Z");
    part.need("features", what, "write features: {name: value}");
    Map<String, String> entities = new LinkedHashMap<>();
    entries(part, "entities").forEach((name, id) -> entities.put(name, id.text()));
    Map<String, ExpectedValue> features = new LinkedHashMap<>();
    entries(part, "features").forEach((name, value) -> features.put(name, ExpectedValue.of(value)));
    return new Expected(
        part.place(),
        part.get("at").flatMap(this::instant).orElse(Instant.EPOCH),
        entities,
        part.get("request").map(request -> JsonText.of(request, Set.of())).orElse("{}"),
        features);
  }

  private static Map<String, YamlNode> entries(YamlNode part, String key) {
    return part.get(key).map(p -> p.entries(key)).orElse(Map.of());
  }

  private Optional<Instant> instant(YamlNode part) {
    try {
      return Optional.of(OffsetDateTime.parse(part.text()).toInstant());
    } catch (DateTimeException e) {
      part.problem("'" + part.text() + "' is not an instant", "write 2026-03-01T10:00:00Z");
      return Optional.empty();
    }
  }
}
