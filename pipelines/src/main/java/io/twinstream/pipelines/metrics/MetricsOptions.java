package io.twinstream.pipelines.metrics;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** Where a job exports its metrics. Its steps need it in the processes in which they run. */
public interface MetricsOptions extends PipelineOptions {
  @Description(
      "Where each process of the job exports its metrics for Prometheus, as HOST:PORT or"
          + " HOST:FROM-TO for the first free port; null for nowhere.")
  String getMetrics();

  void setMetrics(String address);
}
