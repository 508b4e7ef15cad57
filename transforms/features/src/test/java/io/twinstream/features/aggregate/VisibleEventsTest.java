package io.twinstream.features.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.event.Event;
import io.twinstream.features.laws.RandomCase;
import io.twinstream.features.oracle.NaiveOracle;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Compares what rows see with the oracle's rule, on random histories. */
class VisibleEventsTest {
  /**
   * @param known its instant
   * @param names an event id; empty for none
   */
  private record Row(int number, long known, String names) {}

  @Property(tries = 2000)
  void rowsNeverSeeWhatTheyNameAndAllElseByTheirInstant(@ForAll long seed) {
    RandomCase given = RandomCase.from(seed);
    Random random = new Random(seed + 5);
    boolean inclusive = random.nextBoolean();
    Visibility visibility = inclusive ? Visibility.INCLUSIVE : Visibility.EXCLUSIVE;
    List<Row> rows = rows(given.events(), random);
    Map<Row, String> expected = new HashMap<>();
    for (Row row : rows) {
      List<Event> visible =
          NaiveOracle.visible(
              given.events(),
              row.known,
              visibility,
              null,
              event -> !row.names.isEmpty() && event.id().equals(row.names));
      expected.put(row, text(given, visible));
    }
    Map<Row, String> seen = new HashMap<>();
    VisibleEvents<Row> visible =
        new VisibleEvents<>(
            given.compiled(),
            given.compiled().empty(),
            inclusive,
            (row, state) -> seen.put(row, text(given.compiled(), state)));
    EntityState all = replay(given.events(), rows, random, visible);
    assertThat(seen, is(expected));
    assertThat(text(given.compiled(), all), is(text(given, given.events())));
  }

  /** In the order of known time; what shares an instant in any. */
  private static EntityState replay(
      List<Event> events, List<Row> rows, Random random, VisibleEvents<Row> visible) {
    Map<String, Long> until = new HashMap<>();
    rows.forEach(row -> until.merge(row.names, row.known, Math::max));
    until.remove("");
    record Step(long known, int order, Runnable run) {}
    List<Step> steps = new ArrayList<>();
    for (Event event : events) {
      long last = until.getOrDefault(event.id(), VisibleEvents.NEVER);
      steps.add(new Step(event.known(), random.nextInt(), () -> visible.event(event, last)));
    }
    for (Row row : rows) {
      steps.add(
          new Step(row.known, random.nextInt(), () -> visible.row(row, row.known, row.names)));
    }
    steps.sort(Comparator.comparingLong(Step::known).thenComparing(Step::order));
    steps.forEach(step -> step.run.run());
    return visible.finish();
  }

  /** Some at the very time of events, before and after those that they name. */
  private static List<Row> rows(List<Event> events, Random random) {
    List<Row> rows = new ArrayList<>();
    int n = events.isEmpty() ? 1 : random.nextInt(40);
    for (int i = 0; i < n; i++) {
      long known = random.nextLong(-200, 200);
      String names = "";
      if (!events.isEmpty()) {
        Event near = events.get(random.nextInt(events.size()));
        known = near.known() + (random.nextBoolean() ? 0 : random.nextLong(-3, 300));
        names = random.nextInt(3) == 0 ? "" : events.get(random.nextInt(events.size())).id();
      }
      rows.add(new Row(i, known, names));
    }
    return rows;
  }

  private static String text(RandomCase given, List<Event> events) {
    EntityState state = given.compiled().empty();
    for (Event event : events) {
      state = given.compiled().add(state, event);
    }
    return text(given.compiled(), state);
  }

  private static String text(CompiledView view, EntityState state) {
    return Base64.getEncoder().encodeToString(view.encode(state));
  }
}
