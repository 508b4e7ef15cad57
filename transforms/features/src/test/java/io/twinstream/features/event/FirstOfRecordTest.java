package io.twinstream.features.event;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.List;
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
        new boolean[] {true, declaredLater != null});
  }
}
