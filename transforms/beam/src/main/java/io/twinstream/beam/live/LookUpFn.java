package io.twinstream.beam.live;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.history.Moment;
import io.twinstream.beam.history.MomentForm;
import io.twinstream.beam.history.PartialRow;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.Project;
import io.twinstream.features.enrich.Lookup;
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
 * Replays the events and rows of one entity of a looked-up view in the order of known time, as far
 * as the watermark has come.
 *
 * <p>The timer of the first held row holds back the output watermark. When it fires, it releases
 * everything up to the watermark, so it does no harm if the watermark has jumped. Events that no
 * row waits for stay where they are until there are many of them.
 */
final class LookUpFn extends DoFn<KV<String, Moment>, PartialRow> {
  private static final long serialVersionUID = 1;
  private static final String LOOKED_UP = "looked_up";
  private static final String RELEASE = "release";
  private static final String EXPIRY = "expiry";

  /** The number of events without a row at which those before the watermark are added. */
  private static final int MANY = 64;

  @StateId(LOOKED_UP)
  private final StateSpec<ValueState<LookedUp>> spec;

  @TimerId(RELEASE)
  private final TimerSpec releaseSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @TimerId(EXPIRY)
  private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private final ShippedView view;
  private final String enriched;
  private transient Lookup lookup;
  private transient int maxHold;
  private transient long holding;

  /** How long a state is kept after its newest event, in milliseconds; negative means forever. */
  private transient long keep;

  LookUpFn(ShippedView view, String enriched, MomentForm form) {
    this.view = view;
    this.enriched = enriched;
    this.spec = StateSpecs.value(FormCoder.of(new LookedUp.Form(view, form)));
  }

  @Setup
  public void setup() {
    Project project = view.project().project();
    EnrichedSource source = project.enriched().get(enriched);
    lookup = Lookup.of(project, source.from(), view.compiled());
    maxHold = source.maxHold();
    // Rows and events come after the watermark, and are at most so much older.
    long lateness =
        Math.max(source.source().maxLateness().toMillis(), view.source().maxLateness().toMillis());
    keep = lookup.horizon().isPresent() ? lookup.horizon().getAsLong() + lateness : -1;
  }

  @ProcessElement
  public void hold(
      @Element KV<String, Moment> element,
      @StateId(LOOKED_UP) ValueState<LookedUp> state,
      @TimerId(RELEASE) Timer release,
      @TimerId(EXPIRY) Timer expiry) {
    Moment moment = element.getValue();
    LookedUp held = state.read();
    LookedUp before = held == null ? LookedUp.NOTHING : held;
    LookedUp after = before.with(moment);
    if (after.firstRow() < before.firstRow()) {
      set(release, after.firstRow());
    }
    if (moment.row() == null) {
      if (keep >= 0 && !before.hasEvents()) {
        EventTime.set(expiry, moment.event().ts() + keep + 1);
      }
      if (after.firstRow() == Long.MAX_VALUE && Held.size(after.held()) % MANY == 0) {
        after = after.upTo(release.getCurrentRelativeTime().getMillis(), lookup, row -> {});
      }
    }
    state.write(after);
    count(before, after);
    if (holding > maxHold) {
      throw new IllegalStateException(
          "source '%s' holds more than %,d events: the topic of view '%s' is behind, or one of its"
                  .formatted(enriched, maxHold, view.id())
              + " partitions is idle; raise max_hold, or send records to all partitions");
    }
  }

  /** A restored job does not count what it held before. */
  private void count(LookedUp before, LookedUp after) {
    holding = Math.max(0, holding + after.holding(MANY) - before.holding(MANY));
  }

  private static void set(Timer release, long millis) {
    Instant at = Instant.ofEpochMilli(millis);
    release.withOutputTimestamp(at).set(at);
  }

  @OnTimer(RELEASE)
  public void release(
      @StateId(LOOKED_UP) ValueState<LookedUp> state,
      @TimerId(RELEASE) Timer release,
      OutputReceiver<PartialRow> out) {
    LookedUp held = state.read();
    if (held == null) {
      return;
    }
    long watermark = release.getCurrentRelativeTime().getMillis();
    LookedUp after =
        held.upTo(
            watermark,
            lookup,
            row -> out.outputWithTimestamp(row, Instant.ofEpochMilli(row.event().known())));
    count(held, after);
    if (after.firstRow() < Long.MAX_VALUE) {
      set(release, after.firstRow());
    }
    write(state, after);
  }

  private static void write(ValueState<LookedUp> state, LookedUp after) {
    if (after.isNothing()) {
      state.clear();
    } else {
      state.write(after);
    }
  }

  /**
   * Forgets a state that no later row can see. Such a row stands after the time of this timer, and
   * its event is at most as old as the maximal lateness.
   */
  @OnTimer(EXPIRY)
  public void expire(
      @StateId(LOOKED_UP) ValueState<LookedUp> state,
      @TimerId(EXPIRY) Timer expiry,
      OnTimerContext context) {
    LookedUp held = state.read();
    if (held == null || !held.hasEvents()) {
      return;
    }
    boolean waiting = held.firstRow() < Long.MAX_VALUE;
    long watermark = expiry.getCurrentRelativeTime().getMillis();
    LookedUp after = waiting ? held : held.upTo(watermark, lookup, row -> {});
    count(held, after);
    long end = after.newest() + keep + 1;
    if (after.held() == null && context.fireTimestamp().getMillis() >= end) {
      state.clear();
    } else {
      state.write(after);
      // What is held has its turn first.
      EventTime.set(expiry, Math.max(end, (waiting ? after.firstRow() : watermark) + 1));
    }
  }
}
