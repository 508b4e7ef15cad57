package io.twinstream.verify;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.aggregate.VisibleEvents;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.FirstOfRecord;
import io.twinstream.features.event.Position;
import io.twinstream.verify.scores.Shop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that the checks and the jobs agree on which events a row sees. */
class SeenStateTest {
  private static final Project PROJECT = Shop.project();
  private static final CompiledView VIEW = CompiledView.of(PROJECT, PROJECT.view("buying@1"));

  private static Event event(long offset, long id, long second) {
    return Shop.event(new Position("orders", 0, offset), id, second, "b", "s", 1, 0);
  }

  private static String text(EntityState state) {
    return HexFormat.of().formatHex(VIEW.encode(state));
  }

  private static String all(Event... events) {
    EntityState state = VIEW.empty();
    for (Event event : events) {
      state = VIEW.add(state, event);
    }
    return text(state);
  }

  private static String seen(List<Event> events, Event row, Visibility visibility) {
    return text(SeenState.ofEvent(VIEW, VIEW.empty(), events, row, visibility, true));
  }

  /** Such as records of a topic that was deleted and created again under its name. */
  @Test
  void recordsThatShareAPositionAndContradictEachOtherAreEventsOfTheirOwn() {
    Event before = event(7, 1, 0);
    Event one = event(7, 2, 9);
    Event other = event(7, 3, 9);
    List<Event> events = List.of(before, one, other);
    assertThat(seen(events, one, Visibility.EXCLUSIVE), is(all(before)));
    assertThat(seen(events, one, Visibility.INCLUSIVE), is(all(before, other)));
    assertThat(seen(events, one, Visibility.SELF), is(all(before, one)));
    assertThat(seen(events, other, Visibility.INCLUSIVE), is(all(before, one)));
    assertThat(seen(events, other, Visibility.SELF), is(all(before, other)));
  }

  @Test
  void theSameRecordWithFewerFieldsIsTheRowsOwn() {
    Event whole = event(7, 2, 9);
    Event less = Shop.event(whole.position(), 2, 9, "b", null, 1, 0);
    assertThat(less.identity() == whole.identity(), is(false));
    assertThat(seen(List.of(whole), less, Visibility.INCLUSIVE), is(all()));
    assertThat(seen(List.of(whole), less, Visibility.SELF), is(all(less)));
  }

  @Test
  void aRowOfASpineNamesTheEventsThatHaveItsId() {
    Event named = event(1, 5, 3);
    Event other = event(2, 6, 3);
    Event row = event(99, 5, 20);
    List<Event> events = List.of(named, other);
    for (Visibility visibility : Visibility.values()) {
      EntityState seen = SeenState.ofSpine(VIEW, events, row, visibility, true);
      String expected = visibility == Visibility.SELF ? all(other, row) : all(other);
      assertThat(visibility.name(), text(seen), is(expected));
      EntityState elsewhere = SeenState.ofSpine(VIEW, events, row, visibility, false);
      assertThat(visibility.name(), text(elsewhere), is(all(named, other)));
    }
  }

  /** Random histories with ties, and positions that several records share. */
  @ParameterizedTest
  @EnumSource(Visibility.class)
  void rowsSeeWhatTheJobShowsThem(Visibility visibility) {
    for (int seed = 0; seed < 300; seed++) {
      List<Event> events = history(new Random(seed));
      Map<Event, String> proven = new LinkedHashMap<>();
      events.forEach(row -> proven.put(row, seen(events, row, visibility)));
      assertThat("seed " + seed, proven, is(shown(events, visibility)));
    }
  }

  private static List<Event> history(Random random) {
    List<Event> events = new ArrayList<>();
    int n = 1 + random.nextInt(12);
    for (int id = 0; id < n; id++) {
      events.add(event(random.nextInt(8), id, random.nextInt(5)));
    }
    events.sort(Comparator.comparingLong(Event::known).thenComparing(FirstOfRecord.ORDER));
    return events;
  }

  private static Map<Event, String> shown(List<Event> events, Visibility visibility) {
    Map<Event, String> shown = new LinkedHashMap<>();
    VisibleEvents<Event> visible =
        new VisibleEvents<>(
            VIEW,
            VIEW.empty(),
            visibility == Visibility.INCLUSIVE,
            (row, others) ->
                shown.put(
                    row, text(visibility == Visibility.SELF ? VIEW.add(others, row) : others)));
    events.forEach(event -> visible.eventWithRow(event, event));
    visible.finish();
    return shown;
  }
}
