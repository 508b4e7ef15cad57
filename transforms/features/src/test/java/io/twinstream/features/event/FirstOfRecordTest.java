package io.twinstream.features.event;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FirstOfRecordTest {
  private static final Event FIRST = event(0, "a", "x", null);

  @Test
  void aRecordThatComesAgainPassesOnce() {
    assertThat(passed(FIRST, event(0, "a", "x", null), event(1, "a", "x", null)), is(2L));
  }

  /** Such as those of a topic that was deleted and created again, without its id. */
  @Test
  void otherRecordsAtItsPositionPassHoweverTheyAreMixed() {
    Event other = event(0, "b", "x", null);
    assertThat(passed(FIRST, other, FIRST, other, event(0, "a", "y", null)), is(3L));
  }

  @Test
  void aFieldThatWasDeclaredMeanwhileMakesNoOtherRecord() {
    Event later = event(0, "a", "x", "declared");
    assertThat(passed(FIRST, later), is(1L));
    assertThat(passed(later, FIRST), is(1L));
  }

  /** Written by jobs of several definitions: in whatever order they come, the same ones stay. */
  @Test
  void theKeptEventsDoNotDependOnTheOrderOfFiles() {
    List<Event> written =
        List.of(
            event(0, "a", "x", null),
            event(0, "a", "x", "declared"),
            event(0, "a", "x", "otherwise"),
            event(0, "a", null, "declared"),
            event(1, "a", "x", null),
            event(1, "a", null, "declared"));
    Set<List<String>> kept = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      List<Event> read = new ArrayList<>(written);
      Collections.shuffle(read, new Random(seed));
      read.sort(FirstOfRecord.ORDER);
      kept.add(
          read.stream()
              .filter(new FirstOfRecord())
              .map(event -> event.position().offset() + event.text(0) + event.text(1))
              .toList());
    }
    assertThat(kept.size(), is(1));
    List<String> only = kept.iterator().next();
    assertThat(only.subList(0, 2), containsInAnyOrder("0xdeclared", "0xotherwise"));
    assertThat(only.size(), is(3)); // What has no "x" and what has no "declared" may be one.
  }

  @Test
  void topicsWithAnotherIdHaveOtherPositions() {
    Position one = new Position(new TopicId("pay", "one").toString(), 0, 7);
    Position two = new Position(new TopicId("pay", "two").toString(), 0, 7);
    assertThat(one.equals(two), is(false));
    assertThat(TopicId.parse(one.origin()), is(new TopicId("pay", "one")));
    assertThat(TopicId.parse("pay"), is(new TopicId("pay", "")));
    assertThat(new TopicId("pay", "").toString(), is("pay"));
  }

  private static long passed(Event... events) {
    FirstOfRecord first = new FirstOfRecord();
    return List.of(events).stream().filter(first).count();
  }

  private static Event event(long offset, String id, String text, String declaredLater) {
    return new Event(
        new Position("pay", 0, offset),
        1_000,
        1_000,
        id,
        java.util.Objects.hash(id, text, declaredLater),
        new long[2],
        new String[] {text, declaredLater},
        new boolean[] {text != null, declaredLater != null});
  }
}
