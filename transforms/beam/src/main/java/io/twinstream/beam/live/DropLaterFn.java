package io.twinstream.beam.live;

import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.packed.PackedForm;
import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.FirstOfRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/**
 * Drops events whose identity was seen at an earlier place: it holds events until the watermark has
 * passed their known time, and emits the first of equal ones.
 */
final class DropLaterFn extends DoFn<KV<Integer, Event>, Event> {
  private static final long serialVersionUID = 1;
  private static final String SEEN = "seen";
  private static final String HELD = "held";
  private static final String EXPIRY = "expiry";
  private static final String RELEASE = "release";

  /** The number of slices of event time per maximal lateness. */
  private static final int SLICES = 16;

  private static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::known).thenComparing(FirstOfRecord.ORDER);

  @StateId(SEEN)
  private final StateSpec<ValueState<SeenEvents>> seenSpec =
      StateSpecs.value(new SeenEvents.Coder());

  @StateId(HELD)
  private final StateSpec<ValueState<Held<Event>>> heldSpec;

  @TimerId(EXPIRY)
  private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @TimerId(RELEASE)
  private final TimerSpec releaseSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private final long maxLateness;
  private final long sliceMillis;
  private final Counter duplicates;
  private final String source;
  private final int maxHold;

  /** How many events this worker holds, apart from those of an earlier run. */
  private transient long holding;

  DropLaterFn(Source source, EventCoder coder, int maxHold) {
    this.source = source.name();
    this.maxHold = maxHold;
    this.heldSpec = StateSpecs.value(FormCoder.of(new HeldForm(coder)));
    this.maxLateness = source.maxLateness().toMillis();
    this.sliceMillis = Math.max(1, maxLateness / SLICES);
    this.duplicates = Metrics.counter(source.name(), "duplicates_in_order");
  }

  @ProcessElement
  public void hold(
      @Element KV<Integer, Event> element,
      @StateId(HELD) ValueState<Held<Event>> state,
      @TimerId(RELEASE) Timer release) {
    Event event = element.getValue();
    Held<Event> held = state.read();
    if (held == null || event.known() < first(held)) {
      set(release, event.known());
    }
    state.write(Held.add(held, event));
    holding++;
    if (holding > maxHold) {
      throw new IllegalStateException(
          "more than %,d events of source '%s' are held: one of the partitions of its topic is behind or idle; raise max_hold of the enriched source, or send records to all partitions"
              .formatted(maxHold, source));
    }
  }

  private static long first(Held<Event> held) {
    long first = Long.MAX_VALUE;
    for (Held<Event> at = held; at != null; at = at.before()) {
      first = Math.min(first, at.element().known());
    }
    return first;
  }

  private static void set(Timer release, long millis) {
    Instant at = Instant.ofEpochMilli(millis);
    release.withOutputTimestamp(at).set(at);
  }

  @OnTimer(RELEASE)
  public void release(
      @StateId(SEEN) ValueState<SeenEvents> state,
      @StateId(HELD) ValueState<Held<Event>> heldState,
      @TimerId(RELEASE) Timer release,
      @TimerId(EXPIRY) Timer expiry,
      OutputReceiver<Event> out) {
    long watermark = release.getCurrentRelativeTime().getMillis();
    List<Event> held = Held.list(heldState.read());
    held.sort(ORDER);
    SeenEvents before = state.read();
    SeenEvents seen = before == null ? SeenEvents.NONE : before;
    List<Event> left = new ArrayList<>();
    for (Event event : held) {
      if (event.known() >= watermark) {
        left.add(event);
        continue;
      }
      holding = Math.max(0, holding - 1);
      long slice = Math.floorDiv(event.ts(), sliceMillis);
      long id = SeenEvents.hash(event.id());
      if (seen.contains(slice, id, event.identity())) {
        duplicates.inc();
      } else {
        seen = seen.with(slice, id, event.identity());
        out.outputWithTimestamp(event, Instant.ofEpochMilli(event.known()));
      }
    }
    if (before == null && !seen.isEmpty()) {
      EventTime.set(expiry, end(seen.oldest()));
    }
    if (!seen.isEmpty()) {
      state.write(seen);
    }
    if (left.isEmpty()) {
      heldState.clear();
    } else {
      heldState.write(Held.of(left));
      set(release, left.get(0).known());
    }
  }

  /** Returns the watermark from which on no event of the slice can be held. */
  private long end(long slice) {
    return (slice + 1) * sliceMillis + maxLateness + 1;
  }

  @OnTimer(EXPIRY)
  public void expire(
      @StateId(SEEN) ValueState<SeenEvents> state,
      @TimerId(EXPIRY) Timer expiry,
      OnTimerContext context) {
    SeenEvents seen = state.read();
    if (seen == null) {
      return;
    }
    long time = context.fireTimestamp().getMillis();
    SeenEvents left = seen.since(Math.floorDiv(time - maxLateness - 1, sliceMillis));
    if (left.isEmpty()) {
      state.clear();
    } else {
      state.write(left);
      EventTime.set(expiry, end(left.oldest()));
    }
  }

  /** Writes the events that are held. */
  static final class HeldForm implements PackedForm<Held<Event>> {
    private static final long serialVersionUID = 1;

    private final EventCoder events;

    HeldForm(EventCoder events) {
      this.events = events;
    }

    @Override
    public void write(Held<Event> held, ByteWriter out) {
      List<Event> all = Held.list(held);
      out.varint(all.size());
      all.forEach(event -> events.write(event, out));
    }

    @Override
    public Held<Event> read(ByteReader in) {
      int size = in.count(Integer.MAX_VALUE, 1);
      Held<Event> held = null;
      for (int i = 0; i < size; i++) {
        held = Held.add(held, events.read(in));
      }
      return held;
    }
  }
}
