package io.twinstream.pipelines;

import io.twinstream.features.event.Event;
import java.util.OptionalLong;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** Notes when the first event of a source was known. */
final class EarliestKnown extends PTransform<PCollection<Event>, PDone> {
  private static final long serialVersionUID = 1;
  private static final String NAME = "known";

  private final String source;

  private EarliestKnown(String source) {
    this.source = source;
  }

  static EarliestKnown of(String source) {
    return new EarliestKnown(source);
  }

  @Override
  public PDone expand(PCollection<Event> events) {
    events.apply("Note", ParDo.of(new NoteFn(source)));
    return PDone.in(events.getPipeline());
  }

  /** What was noted, in milliseconds since 1970; empty if there was no event. */
  static OptionalLong in(PipelineResult result, String source) {
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.named(source, NAME)).build();
    OptionalLong earliest = OptionalLong.empty();
    for (MetricResult<DistributionResult> known :
        result.metrics().queryMetrics(filter).getDistributions()) {
      DistributionResult attempted = known.getAttempted();
      if (attempted.getCount() > 0) {
        earliest = OptionalLong.of(Math.min(earliest.orElse(Long.MAX_VALUE), attempted.getMin()));
      }
    }
    return earliest;
  }

  /** Once per bundle: a metric costs more than a comparison. */
  static final class NoteFn extends DoFn<Event, Void> {
    private static final long serialVersionUID = 1;

    private final Distribution known;
    private transient long least;

    NoteFn(String source) {
      this.known = Metrics.distribution(source, NAME);
    }

    @StartBundle
    public void startBundle() {
      least = Long.MAX_VALUE;
    }

    @ProcessElement
    public void note(@Element Event event) {
      least = Math.min(least, event.known());
    }

    @FinishBundle
    public void finishBundle() {
      if (least != Long.MAX_VALUE) {
        known.update(least);
      }
    }
  }
}
