package io.twinstream.beam.live;

import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.metric.JobCounter;
import io.twinstream.beam.metric.Tally;
import io.twinstream.beam.packed.Packed;
import io.twinstream.beam.packed.Packer;
import io.twinstream.beam.packed.Sorter;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.FirstOfRecord;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
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
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * Drops and counts events whose identity was seen before, exactly. Events that share an id but
 * differ in time or content are a conflict: they are counted, and all of them are kept.
 *
 * <p>A live job keeps the 64-bit hashes of id and identity, in groups of ids, at least until the
 * watermark passes the event's time plus the source's maximal lateness; later events are dead
 * letters. Of equal events, it keeps the first to arrive. A historical job keeps the first by known
 * time and position.
 */
public final class DropDuplicates extends PTransform<PCollection<Event>, PCollection<Event>> {
  private static final long serialVersionUID = 1;

  private final ShippedProject project;
  private final String source;

  /** How many events a worker holds to drop later ones; 0 to drop those that arrive later. */
  private final int maxHold;

  /** The number of groups of ids in history. */
  private static final int GROUPS = 256;

  /**
   * A live job has 65,536 groups. Each group costs about 1.6 KB of heap once (key, state and
   * timer); without groups each id would cost that. In exchange, each event copies (or, on disk,
   * reads and writes) the share of ids of its group.
   */
  private static final int LIVE_SHIFT = Long.SIZE - 16;

  private DropDuplicates(ShippedProject project, String source, int maxHold) {
    this.project = project;
    this.source = source;
    this.maxHold = maxHold;
  }

  /** Creates the transform for a live source. */
  public static DropDuplicates of(ShippedProject project, String source) {
    return new DropDuplicates(project, source, 0);
  }

  /**
   * Holds events of a live source until the watermark has passed them, and keeps the same ones as a
   * historical job: of equal events, the first by known time and position.
   *
   * @param most how many events a worker may hold; with more, the job fails
   */
  public DropDuplicates inOrder(int most) {
    return new DropDuplicates(project, source, most);
  }

  @Override
  public PCollection<Event> expand(PCollection<Event> events) {
    EventCoder coder = EventCoder.of(project, source);
    return events
        .apply(
            "GroupIds",
            WithKeys.of((Event event) -> liveGroup(event.id()))
                .withKeyType(TypeDescriptors.integers()))
        .setCoder(KvCoder.of(VarIntCoder.of(), coder))
        .apply(
            "DropSeen",
            maxHold > 0
                ? ParDo.of(new DropLaterFn(project.project().source(source), coder, maxHold))
                : ParDo.of(new LiveFn(project.project().name(), project.project().source(source))))
        .setCoder(coder);
  }

  /** Returns the distinct events of history. */
  public static Packed<Event> ofHistory(
      ShippedProject project, String source, Packed<Event> events) {
    String name = source + "/DropDuplicates";
    EventCoder coder = EventCoder.of(project, source);
    return Packed.of(
        events
            .group(name, DropDuplicates::group, coder)
            .apply(name + "/Drop", ParDo.of(new HistoryFn(source, coder)))
            .setCoder(ByteArrayCoder.of()),
        coder);
  }

  /** Returns the group in which a live job keeps an id. */
  public static int liveGroup(String id) {
    return (int) (SeenEvents.hash(id) >>> LIVE_SHIFT);
  }

  private static Long group(Event event) {
    return (long) Math.floorMod(event.id().hashCode() * 0x9E3779B9 >>> 8, GROUPS);
  }

  static final class LiveFn extends DoFn<KV<Integer, Event>, Event> {
    private static final long serialVersionUID = 1;
    private static final String SEEN = "seen";
    private static final String EXPIRY = "expiry";

    /** The number of slices of event time per maximal lateness. */
    private static final int SLICES = 16;

    @StateId(SEEN)
    private final StateSpec<ValueState<SeenEvents>> seenSpec =
        StateSpecs.value(new SeenEvents.Coder());

    @TimerId(EXPIRY)
    private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    private final long maxLateness;
    private final long sliceMillis;
    private final Tally duplicates;
    private final Tally conflicts;

    LiveFn(String project, Source source) {
      this.maxLateness = source.maxLateness().toMillis();
      this.sliceMillis = Math.max(1, maxLateness / SLICES);
      String name = source.name();
      this.duplicates = Tally.of(name, "duplicates", JobCounter.DUPLICATES, project, name);
      this.conflicts = Tally.of(name, "conflicts", JobCounter.CONFLICTS, project, name);
    }

    @ProcessElement
    public void drop(
        @Element KV<Integer, Event> element,
        @StateId(SEEN) ValueState<SeenEvents> state,
        @TimerId(EXPIRY) Timer expiry,
        OutputReceiver<Event> out) {
      Event event = element.getValue();
      SeenEvents held = state.read();
      SeenEvents seen = held == null ? SeenEvents.NONE : held;
      long slice = Math.floorDiv(event.ts(), sliceMillis);
      long id = SeenEvents.hash(event.id());
      if (seen.contains(slice, id, event.identity())) {
        duplicates.inc();
        return;
      }
      if (seen.containsId(id)) {
        conflicts.inc();
      }
      state.write(seen.with(slice, id, event.identity()));
      if (held == null) {
        EventTime.set(expiry, end(slice));
      }
      out.output(event);
    }

    /** Returns the watermark from which on no event of the slice can be accepted. */
    private long end(long slice) {
      return (slice + 1) * sliceMillis + maxLateness;
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
      SeenEvents left = seen.since(Math.floorDiv(time - maxLateness, sliceMillis));
      if (left.isEmpty()) {
        state.clear();
      } else {
        state.write(left);
        EventTime.set(expiry, end(left.oldest()));
      }
    }
  }

  static final class HistoryFn extends DoFn<KV<Long, Iterable<byte[]>>, byte[]> {
    private static final long serialVersionUID = 1;

    /** Orders equal events, and the rows of one record, so that the one to keep comes first. */
    private static final Comparator<Event> ORDER =
        Comparator.comparing(Event::id)
            .thenComparingLong(Event::known)
            .thenComparing(FirstOfRecord.ORDER);

    private final EventCoder coder;
    private final Counter duplicates;
    private final Counter conflicts;

    HistoryFn(String source, EventCoder coder) {
      this.coder = coder;
      this.duplicates = Metrics.counter(source, "duplicates");
      this.conflicts = Metrics.counter(source, "conflicts");
    }

    @ProcessElement
    public void drop(@Element KV<Long, Iterable<byte[]>> group, OutputReceiver<byte[]> out)
        throws IOException {
      Packer<Event> packer = new Packer<>(coder);
      try (Sorter<Event> sorter = new Sorter<>(coder, ORDER)) {
        Packed.forEach(group.getValue(), coder, sorter::add);
        Set<Long> seen = new HashSet<>();
        FirstOfRecord first = new FirstOfRecord();
        String id = null;
        for (Iterator<Event> events = sorter.sorted(); events.hasNext(); ) {
          Event event = events.next();
          if (!event.id().equals(id)) {
            id = event.id();
            seen.clear();
            first.reset();
          }
          // Another row of a record that was archived twice is no conflict with it.
          if (!first.test(event) || !seen.add(event.identity())) {
            duplicates.inc();
            continue;
          }
          if (seen.size() > 1) {
            conflicts.inc();
          }
          packer.add(event, out::output);
        }
      }
      packer.flush(out::output);
    }
  }
}
