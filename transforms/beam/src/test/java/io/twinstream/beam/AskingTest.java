package io.twinstream.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.beam.coder.RawRecordCoder;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.RawRecord;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Tests that the job emits states again for events that it has already processed. */
class AskingTest {
  private static final String VIEW = Shop.USER_ORDERS.id();
  private static final long ASKING = 100;

  @Test
  void anEventThatAsksAddsNothingAndGetsAllThatIsKnown() {
    long later = Shop.START + Shop.MINUTE;
    RawRecord first = Shop.order(0, "first", Shop.START, "10.0");
    RawRecord second = Shop.order(1, "second", later, "20.0");
    RawRecord again = Shop.order(ASKING, "first", Shop.START, "10.0");
    RawRecord unknown = Shop.order(ASKING + 1, later, "bob", "other", later, "1.0");
    Pipelines.Run run = new Pipelines.Run();
    PCollection<RawRecord> all =
        run.pipeline.apply(
            TestStream.create(RawRecordCoder.of())
                .addElements(Pipelines.element(first), Pipelines.element(second))
                .advanceWatermarkTo(Instant.ofEpochMilli(later))
                .addElements(Pipelines.element(again), Pipelines.element(unknown))
                .advanceWatermarkToInfinity());
    PCollectionTuple.of(SourceTags.events("orders"), decode(all, "Live", false))
        .and(SourceTags.asking("orders"), decode(all, "Asking", true))
        .apply(ComputeFeatures.of(Shop.PROJECT, List.of(VIEW), Mode.LIVE))
        .states()
        .forEach(run::collect);
    run.run();

    List<KV<String, EntityState>> states = run.elements(VIEW);
    Map<String, String> both =
        Shop.states(Shop.USER_ORDERS, Shop.events("orders", List.of(first, second)));
    assertThat(states.size(), is(3));
    assertThat(
        Map.of(states.get(2).getKey(), Shop.text(Shop.USER_ORDERS, states.get(2).getValue())),
        is(both));
  }

  private static PCollection<Event> decode(
      PCollection<RawRecord> all, String name, boolean asking) {
    return all.apply(
            name, Filter.by((RawRecord record) -> record.position().offset() >= ASKING == asking))
        .apply(name + "/Decode", DecodeEvents.live(Shop.PROJECT, "orders", 1 << 20))
        .get(DecodeEvents.EVENTS);
  }
}
