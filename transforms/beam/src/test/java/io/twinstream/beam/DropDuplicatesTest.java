package io.twinstream.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.beam.coder.RawRecordCoder;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.live.DropDuplicates;
import io.twinstream.features.event.RawRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.beam.sdk.testing.TestStream;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class DropDuplicatesTest {
  private static final String SOURCE = "payments";
  private static final ShippedView VIEW = Shop.USER_PAYMENTS;

  @Test
  void theSameEventAgainIsDroppedAndCounted() {
    RawRecord first = payment(0, Shop.START, "p1", Shop.START, 10);
    RawRecord again = payment(1, Shop.START + 5 * Shop.MINUTE, "p1", Shop.START, 10);
    for (Pipelines.Run run : bothWays(List.of(first, again))) {
      assertThat(states(run), is(expected(first)));
      assertThat(run.counter(SOURCE, "duplicates"), is(1L));
      assertThat(run.counter(SOURCE, "conflicts"), is(0L));
      assertThat(run.counter(SOURCE, "accepted"), is(2L));
    }
  }

  @Test
  void theSameIdWithOtherContentIsAConflictAndBothCount() {
    RawRecord first = payment(0, Shop.START, "p1", Shop.START, 10);
    RawRecord other = payment(1, Shop.START, "p1", Shop.START, 20);
    RawRecord otherTime = payment(2, Shop.START, "p1", Shop.START - 1_000, 10);
    for (Pipelines.Run run : bothWays(List.of(first, other, otherTime, first))) {
      assertThat(states(run), is(expected(first, other, otherTime)));
      assertThat(run.counter(SOURCE, "conflicts"), is(2L));
      assertThat(run.counter(SOURCE, "duplicates"), is(1L));
    }
  }

  /** Archived by jobs of two definitions, and sent twice: live has one row of the record. */
  @Test
  void anotherRowOfTheSameRecordIsNoConflictInHistory() {
    String early =
        """
        {"id": "p1", "user": "bob", "time": %d}"""
            .formatted(Shop.START);
    RawRecord whole = payment(0, Shop.START, "p1", Shop.START, 10);
    RawRecord partly = Shop.record(SOURCE, 0, Shop.START, early);
    RawRecord again = Shop.record(SOURCE, 1, Shop.START, early);
    List<RawRecord> written = new ArrayList<>(List.of(partly, whole, again));
    for (int i = 0; i < written.size(); i++) {
      Pipelines.Run run = Pipelines.history(written, SOURCE, Optional.empty(), VIEW.id());
      assertThat(states(run), is(expected(whole, again)));
      assertThat(run.counter(SOURCE, "conflicts"), is(1L));
      assertThat(run.counter(SOURCE, "duplicates"), is(1L));
      Collections.rotate(written, 1);
    }
  }

  @Test
  void aDuplicateIsKnownUntilItWouldBeTooLateAnyway() {
    RawRecord first = payment(0, Shop.START, "p1", Shop.START, 10);
    long last = Shop.START + 10 * Shop.MINUTE;
    RawRecord again = payment(1, last, "p1", Shop.START, 10);
    RawRecord tooLate = payment(2, last + 1, "p1", Shop.START, 10);
    TestStream<RawRecord> stream =
        TestStream.create(RawRecordCoder.of())
            .addElements(Pipelines.element(first))
            .advanceWatermarkTo(Instant.ofEpochMilli(last))
            .addElements(Pipelines.element(again))
            .advanceWatermarkTo(Instant.ofEpochMilli(last + 1))
            .addElements(Pipelines.element(tooLate))
            .advanceWatermarkToInfinity();
    Pipelines.Run run = Pipelines.live(stream, SOURCE, Optional.empty(), VIEW.id());
    assertThat(run.counter(SOURCE, "duplicates"), is(1L));
    assertThat(run.elements(Pipelines.DEAD_LETTERS).size(), is(1));
    assertThat(states(run), is(expected(first)));
  }

  @Test
  void identitiesAreForgottenAfterThat() {
    RawRecord first = payment(0, Shop.START, "p1", Shop.START, 10);
    TestStream<RawRecord> stream =
        TestStream.create(RawRecordCoder.of())
            .addElements(Pipelines.element(first))
            .advanceWatermarkTo(Instant.ofEpochMilli(Shop.START + 11 * Shop.MINUTE))
            .addElements(Pipelines.element(first))
            .advanceWatermarkToInfinity();
    Pipelines.Run run = Pipelines.live(stream, SOURCE, Optional.empty(), VIEW.id());
    // Behind the watermark by more than its partition may be: only an empty state lets it through.
    assertThat(run.counter(SOURCE, "duplicates"), is(0L));
  }

  @Test
  void idsOfAGroupAreForgottenEachInItsTime() {
    String other = neighbour("p1");
    RawRecord early = payment(0, Shop.START, "p1", Shop.START, 10);
    long later = Shop.START + 9 * Shop.MINUTE;
    RawRecord late = payment(1, later, other, later, 10);
    TestStream<RawRecord> stream =
        TestStream.create(RawRecordCoder.of())
            .addElements(Pipelines.element(early), Pipelines.element(late))
            .advanceWatermarkTo(Instant.ofEpochMilli(Shop.START + 11 * Shop.MINUTE))
            .addElements(Pipelines.element(early), Pipelines.element(late))
            .advanceWatermarkTo(Instant.ofEpochMilli(later + 11 * Shop.MINUTE))
            .addElements(Pipelines.element(late))
            .advanceWatermarkToInfinity();
    Pipelines.Run run = Pipelines.live(stream, SOURCE, Optional.empty(), VIEW.id());
    assertThat(run.counter(SOURCE, "duplicates"), is(1L));
    assertThat(run.counter(SOURCE, "conflicts"), is(0L));
  }

  /** Another id that is kept together with one. */
  private static String neighbour(String id) {
    return IntStream.range(0, 10_000_000)
        .mapToObj(i -> "n" + i)
        .filter(each -> DropDuplicates.liveGroup(each) == DropDuplicates.liveGroup(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anyOrderAndAnyNumberOfDuplicatesGivesTheStatesOfTheDistinctEvents() {
    Random random = new Random(3);
    List<RawRecord> distinct = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      long ts = Shop.START + random.nextLong(8 * Shop.MINUTE);
      distinct.add(payment(i, Shop.START + 8 * Shop.MINUTE, "p" + i, ts, i));
    }
    List<RawRecord> all = new ArrayList<>(distinct);
    for (int i = 0; i < 60; i++) {
      all.add(distinct.get(random.nextInt(distinct.size())));
    }
    Collections.shuffle(all, random);
    for (Pipelines.Run run : bothWays(all)) {
      assertThat(states(run), is(expected(distinct.toArray(RawRecord[]::new))));
      assertThat(run.counter(SOURCE, "duplicates"), is(60L));
    }
  }

  private static List<Pipelines.Run> bothWays(List<RawRecord> records) {
    return List.of(
        Pipelines.live(Pipelines.stream(records, true), SOURCE, Optional.empty(), VIEW.id()),
        Pipelines.history(records, SOURCE, Optional.empty(), VIEW.id()));
  }

  private static Map<String, String> states(Pipelines.Run run) {
    return Pipelines.finalStates(run, VIEW);
  }

  private static Map<String, String> expected(RawRecord... records) {
    return Shop.states(VIEW, Shop.events(SOURCE, List.of(records)));
  }

  private static RawRecord payment(long offset, long known, String id, long ts, int amount) {
    return Shop.record(
        SOURCE,
        offset,
        known,
        """
        {"id": "%s", "user": "bob", "amount": %d, "time": %d}"""
            .formatted(id, amount, ts));
  }
}
