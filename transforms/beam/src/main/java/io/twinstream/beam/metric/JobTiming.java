package io.twinstream.beam.metric;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;

/** What jobs measure by view. The names have the prefix {@code twinstream_job_}. */
public enum JobTiming {
  FRESHNESS(
      "freshness_seconds",
      "From the time at which an event was appended to its topic until the online store has its"
          + " state, for the oldest event of each bundle.",
      0.005,
      0.01,
      0.025,
      0.05,
      0.1,
      0.25,
      0.5,
      1,
      2.5,
      5,
      10,
      30,
      60,
      300),
  EVENT_AGE(
      "event_age_seconds",
      "From the time of the newest event of each bundle until the online store has its state.",
      0.01,
      0.05,
      0.1,
      0.5,
      1,
      5,
      10,
      60,
      300,
      3600,
      86_400),
  WRITE(
      "write_seconds",
      "From the first request of a bundle to the online store until its last answer.",
      0.0005,
      0.001,
      0.0025,
      0.005,
      0.01,
      0.025,
      0.05,
      0.1,
      0.5,
      1,
      10),
  BUNDLE_STATES("bundle_states", "States that a bundle writes.", 1, 10, 50, 100, 500, 1000, 2000),
  COMPUTE(
      "compute_seconds",
      "To add an event to its state, for one of 64 events.",
      1e-6,
      2.5e-6,
      5e-6,
      1e-5,
      2.5e-5,
      5e-5,
      1e-4,
      1e-3,
      1e-2);

  private final Histogram histogram;

  JobTiming(String name, String help, double... bounds) {
    this.histogram =
        Histogram.builder()
            .name(JobMetrics.name(name))
            .help(help)
            .labelNames(JobCounter.Labels.VIEW)
            .classicOnly()
            .classicUpperBounds(bounds)
            .withoutExemplars()
            .register(JobMetrics.registry());
  }

  /** Returns the distribution for a view; it is exported from now on. */
  public DistributionDataPoint of(String project, String view) {
    return histogram.labelValues(project, view);
  }
}
