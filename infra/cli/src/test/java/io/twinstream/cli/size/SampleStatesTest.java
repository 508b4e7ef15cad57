package io.twinstream.cli.size;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.WorstCase;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.local.process.Installation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares sampled states with those of decoded payments, and checks that they grow with load. */
class SampleStatesTest {
  private static final Path HOME = Installation.find().home();
  private static final Project PAYMENTS =
      Definitions.load(HOME.resolve("transforms/examples/payments"));
  private static final Project BENCH =
      Definitions.load(HOME.resolve("infra/benchmarks/definitions/throughput.yaml"));

  private static final int CARDS = 1_000;
  private static final int EVENTS = 40_000;
  private static final int COPIES = 5_000;
  private static final long DAY = 86_400_000L;
  private static final long END = 1_767_225_600_000L;

  /** Values as the payments below have them. */
  private static final Map<String, Double> VALUES =
      Map.of("merchant_id", 50.0, "device_type", 4.0, "status", 25.0, "card_id", 2.0);

  @ParameterizedTest
  @ValueSource(strings = {"card_spend@1", "user_activity@1"})
  void equalTheStatesOfDecodedPayments(String id) {
    View view = PAYMENTS.view(id);
    Measured real = measure(view, random -> random);
    double rate = EVENTS / 7.0 / 86_400 / real.states;
    var sizes = new SampleStates(SampleView.of(PAYMENTS, view), rate, VALUES, 0.04).measure();
    assertThat(sizes.bytes(), closeTo(real.bytes, 0.1 * real.bytes));
    assertThat(sizes.heap(), closeTo(real.heap, 0.1 * real.heap));
  }

  /** Busier and less busy cards at the same mean rate have smaller states. */
  @Test
  void areAtLeastThoseOfSkewedTraffic() {
    View view = PAYMENTS.view("card_spend@1");
    Measured real = measure(view, card -> (int) ((long) card * card / CARDS));
    double rate = EVENTS / 7.0 / 86_400 / real.states;
    var sizes = new SampleStates(SampleView.of(PAYMENTS, view), rate, VALUES, 0.04).measure();
    assertThat(sizes.bytes(), greaterThan(real.bytes));
  }

  /** The table "size of a state" of RESULTS.md: one event takes 59 bytes. */
  @Test
  void ofOneEventHasTheMeasuredSize() {
    SampleView view = SampleView.of(BENCH, BENCH.view("spend@1"));
    var sizes = new SampleStates(view, 1e-9, Map.of(), 1).measure();
    assertThat(sizes.events(), closeTo(1, 1e-3));
    assertThat(sizes.bytes(), closeTo(59, 6));
  }

  @Test
  void growWithTheRateUpToTheWorstCase() {
    for (View view : PAYMENTS.views().values()) {
      double last = 0;
      for (double rate = 1e-6; rate < 10; rate *= 8) {
        double bytes =
            new SampleStates(SampleView.of(PAYMENTS, view), rate, VALUES, 1).measure().bytes();
        assertThat(view.id() + " at " + rate, bytes, greaterThanOrEqualTo(last * 0.98));
        last = bytes;
      }
      assertThat(last, lessThanOrEqualTo((double) WorstCase.of(PAYMENTS, view).bytes()));
    }
  }

  @Test
  void keepTheTablesOfFilters() {
    View view = PAYMENTS.view("card_spend@1");
    CompiledView own = CompiledView.of(PAYMENTS, view);
    CompiledView sampled = SampleView.of(PAYMENTS, view).view();
    assertThat(tables(sampled), is(tables(own)));
    assertThat(sampled.names(), is(own.names()));
  }

  /** The size on the heap is what the JVM uses for as many copies. */
  @Test
  void takeTheHeapThatTheyReport() {
    CompiledView view = CompiledView.of(PAYMENTS, PAYMENTS.view("card_spend@1"));
    SampleView sample = SampleView.of(PAYMENTS, view.view());
    SampleEvents events = new SampleEvents(sample, VALUES, 0.5, 1);
    EntityState state = sample.view().empty();
    for (int i = 0; i < 200; i++) {
      state = sample.view().add(state, events.at(END + i * 60_000L));
    }
    byte[] bytes = sample.view().encode(state);
    EntityState[] copies = new EntityState[COPIES];
    long before = usedHeap();
    for (int i = 0; i < COPIES; i++) {
      copies[i] = sample.view().decode(bytes);
    }
    double each = (usedHeap() - before) / (double) COPIES;
    assertThat((double) copies[COPIES - 1].heapBytes(), closeTo(each, each / 10));
  }

  /** What earlier tests have left may need several collections. */
  private static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int unchanged = 0; unchanged < 3; unchanged++) {
      System.gc();
      long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
      if (used < least - 10 * COPIES) {
        unchanged = 0;
      }
      least = Math.min(least, used);
    }
    return least;
  }

  private static int tables(CompiledView view) {
    return view.describe(view.empty()).tables().size();
  }

  private record Measured(int states, double bytes, double heap) {}

  /** The states of payments of a week, decoded and added one by one, as of their newest event. */
  private static Measured measure(View view, IntUnaryOperator card) {
    CompiledView compiled = CompiledView.of(PAYMENTS, view);
    EventDecoder decoder =
        EventDecoders.live(
            PAYMENTS.source("transactions"), Set.of("card_id", "user_id", "merchant_id"), 1 << 20);
    SplittableRandom random = new SplittableRandom(1);
    Map<String, EntityState> states = new HashMap<>();
    for (int i = 0; i < EVENTS; i++) {
      long time = END - 7 * DAY + 7 * DAY * i / EVENTS;
      byte[] json = payment(i, card.applyAsInt(random.nextInt(CARDS)), time, random);
      Event event =
          (Event) decoder.decode(new RawRecord(new Position("payments", 0, i), time, json));
      states.merge(
          compiled.key(event),
          compiled.add(compiled.empty(), event),
          (old, one) -> compiled.add(old, event));
    }
    double bytes = 0;
    double heap = 0;
    for (EntityState state : states.values()) {
      bytes += compiled.encode(state).length;
      heap += state.heapBytes();
    }
    return new Measured(states.size(), bytes / states.size(), heap / states.size());
  }

  private static byte[] payment(int i, int card, long time, SplittableRandom random) {
    return ("{\"transaction_id\":\"t%011d\",\"card_id\":\"c%011d\",\"user_id\":\"u%d\","
            + "\"merchant_id\":\"m%011d\",\"amount\":%d.%02d,\"currency\":\"EUR\","
            + "\"device_type\":\"device%06d\",\"status\":\"%s\",\"timestamp\":\"%s\"}")
        .formatted(
            i,
            card,
            card / 2,
            random.nextInt(50),
            random.nextInt(1, 60),
            random.nextInt(100),
            random.nextInt(4),
            random.nextInt(25) == 0 ? "declined" : "approved",
            Instant.ofEpochMilli(time))
        .getBytes(StandardCharsets.UTF_8);
  }
}
