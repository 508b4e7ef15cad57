package io.twinstream.beam;

import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
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
import org.apache.beam.sdk.transforms.GroupByKey;
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
public final class DropDuplicates extends PTransform<PCollection<Event>, PCollection<Event>> {
  private static final long serialVersionUID = 1;

  private final ShippedProject project;
  private final String source;
  private final Mode mode;

  private DropDuplicates(ShippedProject project, String source, Mode mode) {
    this.project = project;
    this.source = source;
    this.mode = mode;
  }

  public static DropDuplicates of(ShippedProject project, String source, Mode mode) {
    return new DropDuplicates(project, source, mode);
  }

  @Override
  public PCollection<Event> expand(PCollection<Event> events) {
    EventCoder coder = EventCoder.of(project, source);
    PCollection<KV<String, Event>> byId =
        events
            .apply("KeyById", WithKeys.of(Event::id).withKeyType(TypeDescriptors.strings()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), coder));
    PCollection<Event> distinct =
        mode == Mode.LIVE
            ? byId.apply("Drop", ParDo.of(new LiveFn(project.project().source(source))))
            : byId.apply("GroupById", GroupByKey.create())
                .apply("Drop", ParDo.of(new HistoryFn(source)));
    return distinct.setCoder(coder);
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

  static final class HistoryFn extends DoFn<KV<String, Iterable<Event>>, Event> {
    private static final long serialVersionUID = 1;
    private static final Comparator<Event> FIRST = EventSorter.BY_KNOWN;

    private final Counter duplicates;
    private final Counter conflicts;

    HistoryFn(String source) {
      this.duplicates = Metrics.counter(source, "duplicates");
      this.conflicts = Metrics.counter(source, "conflicts");
    }

    @ProcessElement
    public void drop(@Element KV<String, Iterable<Event>> group, OutputReceiver<Event> out) {
      Map<Long, Event> distinct = new HashMap<>();
      long count = 0;
      for (Event event : group.getValue()) {
        distinct.merge(event.identity(), event, (a, b) -> FIRST.compare(a, b) <= 0 ? a : b);
        count++;
      }
      duplicates.inc(count - distinct.size());
      conflicts.inc(distinct.size() - 1L);
      distinct.values().forEach(out::output);
    }
  }
}
