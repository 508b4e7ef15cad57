package io.twinstream.features.testkit;

import io.twinstream.features.definition.Project;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Reason;
import io.twinstream.features.service.FeatureException;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problem;
import io.twinstream.features.text.Problems;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs one test. */
final class TestRun {
  private final Scenario scenario;
  private final Place place;
  private final List<Given> events;
  private final List<Reason> reasons;
  private final List<Expected> expected;
  private final Problems problems = new Problems();

  /** A record in a test. */
  record Given(Place place, String source, String json, Optional<Instant> known) {}

  /** The expectations as of an instant. */
  record Expected(
      Place place,
      Instant at,
      Map<String, String> entities,
      String request,
      Map<String, ExpectedValue> features) {}

  TestRun(
      Project project,
      Place place,
      List<Given> events,
      List<Reason> reasons,
      List<Expected> expected) {
    this.scenario = Scenario.of(project);
    this.place = place;
    this.events = events;
    this.reasons = reasons;
    this.expected = expected;
  }

  List<Problem> run() {
    events.forEach(this::add);
    List<Reason> refused = scenario.deadLetters().stream().map(DeadLetter::reason).toList();
    if (!reasons.isEmpty() && !refused.equals(reasons)) {
      problems.add(place, "dead letters are " + refused + ", expected " + reasons, "");
    }
    expected.forEach(this::check);
    try {
      problems.throwIfAny();
      return List.of();
    } catch (DefinitionException e) {
      return e.problems();
    }
  }

  private void add(Given given) {
    int before = scenario.deadLetters().size();
    if (given.known().isPresent()) {
      scenario.add(given.source(), given.json(), given.known().get());
    } else {
      scenario.add(given.source(), given.json());
    }
    List<DeadLetter> letters = scenario.deadLetters();
    if (reasons.isEmpty() && letters.size() > before) {
      DeadLetter letter = letters.get(before);
      problems.add(
          given.place(),
          "the event is a dead letter: " + letter.reason() + ", " + letter.detail(),
          "fix it, or list its reason under dead_letters");
    }
  }

  private void check(Expected item) {
    List<String> names = new ArrayList<>(item.features().keySet());
    try {
      Map<String, Object> found =
          scenario.features(item.at(), item.entities(), item.request(), names);
      List<Object> values = new ArrayList<>(found.values());
      for (int i = 0; i < names.size(); i++) {
        compare(item, names.get(i), values.get(i));
      }
    } catch (FeatureException e) {
      problems.add(item.place(), e.what(), e.hint());
    } catch (IllegalArgumentException e) {
      problems.add(item.place(), e.getMessage(), "");
    }
  }

  private void compare(Expected item, String name, Object found) {
    ExpectedValue value = item.features().get(name);
    if (!value.equal(found)) {
      problems.add(
          value.place(),
          name
              + " is "
              + (found instanceof String ? "'" + found + "'" : found)
              + " at "
              + item.at()
              + ", expected "
              + value,
          "");
    }
  }
}
