package io.twinstream.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.twinstream.beam.coder.RawRecordCoder;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.testing.TestStream;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Tests each class of lateness: the record alone decides, whatever the watermark is. */
class LatenessTest {
  private static final String VIEW = Shop.USER_ORDERS.id();
  private static final long NOW = Shop.START;

  @Test
  void onTime() {
    accepted(NOW);
  }

  @Test
  void aheadOfKnownTimeWithinTheSkew() {
    accepted(NOW + Shop.MINUTE);
  }

  @Test
  void aheadOfKnownTimeBeyondTheSkew() {
    refused(NOW + Shop.MINUTE + 1, Reason.FUTURE);
  }

  @Test
  void behindKnownTimeWithinTheLateness() {
    accepted(NOW - 10 * Shop.MINUTE);
  }

  @Test
  void behindKnownTimeBeyondTheLateness() {
    refused(NOW - 10 * Shop.MINUTE - 1, Reason.LATE);
  }

  @Test
  void behindTheWatermarkButNotBehindItsOwnKnownTime() {
    RawRecord record = Shop.order(0, "o", NOW, "1.0");
    Pipelines.Run run = run(record, NOW + Shop.MINUTE);
    assertThat(run.elements(VIEW).size(), is(1));
  }

  @Test
  void olderThanEveryWindowOfItsEntityChangesNothing() {
    RawRecord newest = Shop.order(0, "newest", NOW, "1.0");
    RawRecord older = Shop.order(1, NOW, "ann", "older", NOW - 10 * Shop.MINUTE, "2.0");
    Pipelines.Run run =
        Pipelines.live(
            Pipelines.stream(List.of(newest, older), true), "orders", Optional.empty(), VIEW);
    assertThat(run.elements(Pipelines.DEAD_LETTERS), is(empty()));
    assertThat(
        Pipelines.finalStates(run, Shop.USER_ORDERS),
        is(Shop.states(Shop.USER_ORDERS, Shop.events("orders", List.of(newest, older)))));
  }

  private static void accepted(long ts) {
    Pipelines.Run run = run(Shop.order(0, NOW, "ann", "o", ts, "1.0"), NOW);
    assertThat(run.elements(Pipelines.DEAD_LETTERS), is(empty()));
    assertThat(run.elements(VIEW).size(), is(1));
    assertThat(run.counter("orders", "accepted"), is(1L));
  }

  private static void refused(long ts, Reason reason) {
    Pipelines.Run run = run(Shop.order(0, NOW, "ann", "o", ts, "1.0"), NOW);
    List<DeadLetter> letters = run.elements(Pipelines.DEAD_LETTERS);
    assertThat(letters.stream().map(DeadLetter::reason).toList(), is(List.of(reason)));
    assertThat(run.elements(VIEW), is(empty()));
    assertThat(run.counter("orders", "dead_letters." + reason), is(1L));
  }

  private static Pipelines.Run run(RawRecord record, long watermark) {
    TestStream<RawRecord> stream =
        TestStream.create(RawRecordCoder.of())
            .advanceWatermarkTo(Instant.ofEpochMilli(watermark))
            .addElements(Pipelines.element(record))
            .advanceWatermarkToInfinity();
    return Pipelines.live(stream, "orders", Optional.empty(), VIEW);
  }
}
