package io.twinstream.beam.live;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.twinstream.beam.coder.EntityStateCoder;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.metric.JobCounter;
import io.twinstream.beam.metric.JobTiming;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.Event;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/** Keeps the state of each entity of one view in a live job. */
final class UpdateStateFn extends DoFn<KV<String, Event>, KV<String, EntityState>> {
  static final TupleTag<KV<String, EntityState>> STATES = new TupleTag<>("states") {};
  static final TupleTag<EventFeatures> ROWS = new TupleTag<>("rows") {};

  private static final long serialVersionUID = 1;
  private static final String STATE = "state";
  private static final String EXPIRY = "expiry";

  /** The clock is read for one of so many events. */
  private static final int TIMED_EVERY = 64;

  @StateId(STATE)
  private final StateSpec<ValueState<EntityState>> stateSpec;

  @TimerId(EXPIRY)
  private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private final ShippedView view;
  private final Visibility rows;
  private transient CompiledView compiled;
  private transient CounterDataPoint contributed;
  private transient DistributionDataPoint compute;

  /** The number of events since the last one that was timed. */
  private transient int untimed;

  /** How long a state is kept after its newest event, in milliseconds; negative means forever. */
  private transient long keep;

  UpdateStateFn(ShippedView view, Visibility rows) {
    this.view = view;
    this.rows = rows;
    this.stateSpec = StateSpecs.value(EntityStateCoder.of(view));
  }

  @Setup
  public void setup() {
    compiled = view.compiled();
    String project = view.project().project().name();
    contributed = JobCounter.CONTRIBUTED.of(project, view.id());
    compute = JobTiming.COMPUTE.of(project, view.id());
    keep =
        compiled.reach().isPresent()
            ? compiled.reach().getAsLong() + view.source().maxLateness().toMillis()
            : -1;
  }

  @ProcessElement
  public void update(
      @Element KV<String, Event> element,
      @StateId(STATE) ValueState<EntityState> held,
      @TimerId(EXPIRY) Timer expiry,
      MultiOutputReceiver out) {
    String entity = element.getKey();
    Event event = element.getValue();
    EntityState before = held.read();
    if (event == null) { // A request for the state.
      if (before != null) {
        out.get(STATES).output(KV.of(entity, before));
      }
      return;
    }
    EntityState after = add(before == null ? compiled.empty() : before, event);
    held.write(after);
    if (before == null && keep >= 0) {
      // Set once, and again when it fires: a timer per event costs more than the event.
      EventTime.set(expiry, after.newest() + keep + 1);
    }
    out.get(STATES).output(KV.of(entity, after));
    if (rows != null) {
      // The row sees the events that have arrived; it sees its own only with visibility self.
      EntityState seen =
          rows == Visibility.SELF ? after : before == null ? compiled.empty() : before;
      out.get(ROWS)
          .output(
              new EventFeatures(
                  event,
                  Math.max(event.ts(), seen.newest()),
                  seen.count(),
                  compiled.evaluate(seen, event.ts())));
    }
  }

  /** Adds an event, and measures how long that takes for one of some events. */
  private EntityState add(EntityState state, Event event) {
    contributed.inc();
    untimed++;
    if (untimed < TIMED_EVERY) {
      return compiled.add(state, event);
    }
    untimed = 0;
    long begin = System.nanoTime();
    EntityState after = compiled.add(state, event);
    compute.observe((System.nanoTime() - begin) / 1e9);
    return after;
  }

  /**
   * Drops a state that no later event can see. Such an event is known after the time of this timer
   * and at most as old as the maximal lateness, so it is newer than all events of the state by more
   * than the reach.
   */
  @OnTimer(EXPIRY)
  public void expire(
      @StateId(STATE) ValueState<EntityState> held,
      @TimerId(EXPIRY) Timer expiry,
      OnTimerContext context) {
    EntityState state = held.read();
    if (state == null) {
      return;
    }
    long end = state.newest() + keep + 1;
    if (context.fireTimestamp().getMillis() >= end) {
      held.clear();
    } else {
      EventTime.set(expiry, end);
    }
  }
}
