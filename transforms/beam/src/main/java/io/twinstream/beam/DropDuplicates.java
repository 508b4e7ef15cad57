package io.twinstream.beam;

import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
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
 * Drops and counts events whose identity was seen before, exactly. Events that share an id but not
 * their time or content are a conflict: counted, and all of them stay.
 *
 * <p>Live, identities are kept, by event id, until the watermark passes the event's time plus the
 * source's maximal lateness: what comes later is a dead letter already. Of equal events the first
 * to arrive stays. In history it is the first by known time and position.
 */
final class DropDuplicates extends PTransform<PCollection<Event>, PCollection<Event>> {
  private static final long serialVersionUID = 1;

  private final ShippedProject project;
  private final String source;

  /** Over how many groups ids are spread. */
  private static final int GROUPS = 256;

  private DropDuplicates(ShippedProject project, String source) {
    this.project = project;
    this.source = source;
  }

  /** Of a live source. */
  static DropDuplicates of(ShippedProject project, String source) {
    return new DropDuplicates(project, source);
  }

  @Override
  public PCollection<Event> expand(PCollection<Event> events) {
    EventCoder coder = EventCoder.of(project, source);
    return events
        .apply("KeyById", WithKeys.of(Event::id).withKeyType(TypeDescriptors.strings()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), coder))
        .apply("Drop", ParDo.of(new LiveFn(project.project().source(source))))
        .setCoder(coder);
  }

  /** The distinct events of history. */
  static Packed<Event> ofHistory(ShippedProject project, String source, Packed<Event> events) {
    String name = source + "/DropDuplicates";
    EventCoder coder = EventCoder.of(project, source);
    return Packed.of(
        events
            .group(name, DropDuplicates::group, coder)
            .apply(name + "/Drop", ParDo.of(new HistoryFn(source, coder)))
            .setCoder(ByteArrayCoder.of()),
        coder);
  }

  private static Long group(Event event) {
    return (long) Math.floorMod(event.id().hashCode() * 0x9E3779B9 >>> 8, GROUPS);
  }

  static final class LiveFn extends DoFn<KV<String, Event>, Event> {
    private static final long serialVersionUID = 1;
    private static final String SEEN = "seen";
    private static final String EXPIRY = "expiry";

    @StateId(SEEN)
    private final StateSpec<ValueState<SeenIdentities>> seenSpec =
        StateSpecs.value(new SeenIdentities.Coder());

    @TimerId(EXPIRY)
    private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    private final long maxLateness;
    private final Counter duplicates;
    private final Counter conflicts;

    LiveFn(Source source) {
      this.maxLateness = source.maxLateness().toMillis();
      this.duplicates = Metrics.counter(source.name(), "duplicates");
      this.conflicts = Metrics.counter(source.name(), "conflicts");
    }

    @ProcessElement
    public void drop(
        @Element KV<String, Event> element,
        @StateId(SEEN) ValueState<SeenIdentities> state,
        @TimerId(EXPIRY) Timer expiry,
        OutputReceiver<Event> out) {
      Event event = element.getValue();
      SeenIdentities seen = state.read();
      if (seen != null && seen.contains(event.identity())) {
        duplicates.inc();
        return;
      }
      if (seen != null) {
        conflicts.inc();
      }
      SeenIdentities more =
          seen == null
              ? SeenIdentities.of(event.ts(), event.identity())
              : seen.with(event.ts(), event.identity());
      state.write(more);
      if (seen == null || more.newest() > seen.newest()) {
        EventTime.set(expiry, more.newest() + maxLateness + 1);
      }
      out.output(event);
    }

    @OnTimer(EXPIRY)
    public void expire(@StateId(SEEN) ValueState<SeenIdentities> state) {
      state.clear();
    }
  }

  static final class HistoryFn extends DoFn<KV<Long, Iterable<byte[]>>, byte[]> {
    private static final long serialVersionUID = 1;

    /** The first of equal events comes first. */
    private static final Comparator<Event> ORDER =
        Comparator.comparing(Event::id)
            .thenComparingLong(Event::known)
            .thenComparing(Event::position);

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
        String id = null;
        for (Iterator<Event> events = sorter.sorted(); events.hasNext(); ) {
          Event event = events.next();
          if (!event.id().equals(id)) {
            id = event.id();
            seen.clear();
          }
          if (!seen.add(event.identity())) {
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
