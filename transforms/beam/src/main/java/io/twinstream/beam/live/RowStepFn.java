package io.twinstream.beam.live;

import io.twinstream.beam.coder.FieldsOfView;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.metric.JobCounter;
import io.twinstream.beam.metric.Tally;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.event.Event;
import io.twinstream.features.upsert.RowStep;
import io.twinstream.features.upsert.RowSummary;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Keeps the summary of each row of one view in a live job. */
final class RowStepFn extends DoFn<KV<String, Event>, KV<String, Event>> {
  private static final long serialVersionUID = 1;
  private static final String SUMMARY = "summary";
  private static final String EXPIRY = "expiry";

  @StateId(SUMMARY)
  private final StateSpec<ValueState<RowSummary>> summarySpec;

  @TimerId(EXPIRY)
  private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private final ShippedView view;
  private final Tally skipped;
  private transient CompiledView compiled;
  private transient RowStep step;

  RowStepFn(ShippedView view) {
    this.view = view;
    this.skipped =
        Tally.of(
            view.id(), "skipped", JobCounter.SKIPPED, view.project().project().name(), view.id());
    this.summarySpec =
        StateSpecs.value(FormCoder.of(new RowSummaryForm(view, FieldsOfView.ofVersions(view))));
  }

  @Setup
  public void setup() {
    compiled = view.compiled();
    step = compiled.rowStep();
  }

  @ProcessElement
  public void add(
      @Element KV<String, Event> element,
      @StateId(SUMMARY) ValueState<RowSummary> held,
      @TimerId(EXPIRY) Timer expiry,
      OutputReceiver<KV<String, Event>> out) {
    Event version = element.getValue();
    if (compiled.key(version) == null) {
      skipped.inc();
    }
    RowSummary before = held.read();
    RowSummary after =
        step.add(
            before == null ? step.empty() : before,
            version,
            (entity, event) -> out.output(KV.of(entity, event)));
    held.write(after);
    if (before == null) {
      EventTime.set(expiry, step.forgetsAt(after));
    }
  }

  /** Forgets the versions that no later version can meet. */
  @OnTimer(EXPIRY)
  public void forget(
      @StateId(SUMMARY) ValueState<RowSummary> held,
      @TimerId(EXPIRY) Timer expiry,
      OnTimerContext context) {
    RowSummary summary = held.read();
    if (summary == null) {
      return;
    }
    RowSummary left = step.forget(summary, context.fireTimestamp().getMillis());
    if (left.isEmpty()) {
      held.clear();
    } else {
      held.write(left);
      EventTime.set(expiry, step.forgetsAt(left));
    }
  }
}
