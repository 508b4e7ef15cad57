package io.twinstream.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.beam.coder.RawRecordCoder;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.event.RawRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Tests that the garbage collection of states changes no result. */
class ExpiryTest {
  private static final String VIEW = Shop.USER_ORDERS.id();

  /** The longest window and the maximal lateness, ten minutes each, and a tile. */
  private static final long KEPT = 21 * Shop.MINUTE;

  private static final RawRecord FIRST = Shop.order(0, "first", Shop.START, "10.0");

  @Test
  void theStateIsDroppedOnceNoEventCanSeeIt() {
    // Known when the first was, so no window hides the first from it: only its absence can.
    RawRecord late = Shop.order(1, "late", Shop.START + 1, "20.0");
    List<KV<String, EntityState>> states =
        run(
            TestStream.create(RawRecordCoder.of())
                .addElements(Pipelines.element(FIRST))
                .advanceWatermarkTo(Instant.ofEpochMilli(Shop.START + KEPT))
                .addElements(Pipelines.element(late))
                .advanceWatermarkToInfinity());
    assertThat(text(states.get(1)), is(state(late)));
  }

  @Test
  void theStateIsThereUntilThen() {
    RawRecord late = Shop.order(1, "late", Shop.START + 1, "20.0");
    List<KV<String, EntityState>> states =
        run(
            TestStream.create(RawRecordCoder.of())
                .addElements(Pipelines.element(FIRST))
                .advanceWatermarkTo(Instant.ofEpochMilli(Shop.START + 20 * Shop.MINUTE))
                .addElements(Pipelines.element(late))
                .advanceWatermarkToInfinity());
    assertThat(text(states.get(1)), is(state(FIRST, late)));
  }

  @Test
  void aLaterEventKeepsTheStateLonger() {
    RawRecord second = Shop.order(1, "second", Shop.START + 9 * Shop.MINUTE, "20.0");
    RawRecord third = Shop.order(2, "third", Shop.START + 9 * Shop.MINUTE + 1, "30.0");
    List<KV<String, EntityState>> states =
        run(
            TestStream.create(RawRecordCoder.of())
                .addElements(Pipelines.element(FIRST), Pipelines.element(second))
                .advanceWatermarkTo(Instant.ofEpochMilli(Shop.START + KEPT + Shop.MINUTE))
                .addElements(Pipelines.element(third))
                .advanceWatermarkToInfinity());
    assertThat(text(states.get(2)), is(state(FIRST, second, third)));
  }

  @Test
  void aKeyThatReturnsHasTheStateOfOneThatWasNotDropped() {
    List<RawRecord> visits = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      long ts = Shop.START + (i / 2) * 5L * KEPT + i % 2;
      visits.add(Shop.order(i, "visit" + i, ts, i + ".0"));
    }
    Map<String, String> expected = Shop.states(Shop.USER_ORDERS, Shop.events("orders", visits));
    for (boolean stepWatermark : new boolean[] {true, false}) {
      Pipelines.Run run =
          Pipelines.live(Pipelines.stream(visits, stepWatermark), "orders", Optional.empty(), VIEW);
      assertThat(Pipelines.finalStates(run, Shop.USER_ORDERS), is(expected));
    }
  }

  @Test
  void aReplayOfOldDataThatIsLateIsRefusedByTheRecordNotByTheWatermark() {
    long now = Shop.START + 10 * KEPT;
    RawRecord replayed = Shop.order(1, now, "ann", "replayed", Shop.START, "20.0");
    TestStream<RawRecord> stream =
        TestStream.create(RawRecordCoder.of())
            .addElements(Pipelines.element(FIRST))
            .advanceWatermarkTo(Instant.ofEpochMilli(now))
            .addElements(Pipelines.element(replayed))
            .advanceWatermarkToInfinity();
    Pipelines.Run run = Pipelines.live(stream, "orders", Optional.empty(), VIEW);
    assertThat(run.elements(VIEW), hasSize(1));
    assertThat(run.elements(Pipelines.DEAD_LETTERS), hasSize(1));
  }

  @Test
  void unboundedViewsAreNeverCollected() {
    RawRecord late = Shop.order(1, "first", Shop.START + 1, "20.0");
    TestStream<RawRecord> stream =
        TestStream.create(RawRecordCoder.of())
            .addElements(Pipelines.element(FIRST))
            .advanceWatermarkTo(Instant.ofEpochMilli(Shop.START + 1_000 * KEPT))
            .addElements(Pipelines.element(late))
            .advanceWatermarkToInfinity();
    String view = Shop.PRODUCT_ORDERS.id();
    Pipelines.Run run = Pipelines.live(stream, "orders", Optional.empty(), view);
    List<KV<String, EntityState>> states = run.elements(view);
    assertThat(
        Shop.text(Shop.PRODUCT_ORDERS, states.get(1).getValue()),
        is(not(Shop.states(Shop.PRODUCT_ORDERS, Shop.events("orders", List.of(late))))));
    assertThat(
        Pipelines.finalStates(run, Shop.PRODUCT_ORDERS),
        is(Shop.states(Shop.PRODUCT_ORDERS, Shop.events("orders", List.of(FIRST, late)))));
  }

  private static List<KV<String, EntityState>> run(TestStream<RawRecord> stream) {
    return Pipelines.live(stream, "orders", Optional.empty(), VIEW).elements(VIEW);
  }

  private static String text(KV<String, EntityState> state) {
    return Shop.text(Shop.USER_ORDERS, state.getValue());
  }

  private static String state(RawRecord... records) {
    return Shop.states(Shop.USER_ORDERS, Shop.events("orders", List.of(records))).get("ann");
  }
}
