package io.twinstream.pipelines.files;

import java.io.Serializable;
import java.util.OptionalLong;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;

/** The known time of a history's first event, found by the workers that read it. */
public final class EarliestKnown implements Serializable {
  private static final long serialVersionUID = 1;
  private static final String NAME = "known";

  private final Distribution known;

  EarliestKnown(String source) {
    this.known = Metrics.distribution(source, NAME);
  }

  /** Records the least known time of several events, because a call per event would be too slow. */
  void note(long least) {
    known.update(least);
  }

  /** The recorded time of a source, in milliseconds since 1970; empty if it has no event. */
  public static OptionalLong in(PipelineResult result, String source) {
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.named(source, NAME)).build();
    OptionalLong earliest = OptionalLong.empty();
    for (MetricResult<DistributionResult> noted :
        result.metrics().queryMetrics(filter).getDistributions()) {
      DistributionResult attempted = noted.getAttempted();
      if (attempted.getCount() > 0) {
        earliest = OptionalLong.of(Math.min(earliest.orElse(Long.MAX_VALUE), attempted.getMin()));
      }
    }
    return earliest;
  }
}
