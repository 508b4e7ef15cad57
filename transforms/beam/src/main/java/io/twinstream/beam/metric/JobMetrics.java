package io.twinstream.beam.metric;

import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * The metrics of the jobs in this process. The runner's own metrics are not used for them, because
 * Flink's runner collects those of all steps at the end of each bundle, which costs more than small
 * bundles themselves.
 *
 * <p>Counts begin at 0 when the process starts. A bundle that is processed again after a fault is
 * counted again.
 */
public final class JobMetrics {
  private static final String PREFIX = "twinstream_job_";

  private static final PrometheusRegistry REGISTRY = new PrometheusRegistry();

  private JobMetrics() {}

  /** The metrics, to be exported. */
  public static PrometheusRegistry registry() {
    return REGISTRY;
  }

  /** Returns the full name of a metric. */
  public static String name(String name) {
    return PREFIX + name;
  }
}
