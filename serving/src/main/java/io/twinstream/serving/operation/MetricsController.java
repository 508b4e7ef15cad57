package io.twinstream.serving.operation;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** All figures, for Prometheus. */
@Controller("/metrics")
final class MetricsController {
  private final PrometheusMeterRegistry registry;

  /**
   * @param views which have bound their figures by then: these are counted from the start
   */
  MetricsController(PrometheusMeterRegistry registry, ViewMeters views) {
    this.registry = registry;
  }

  @Get(produces = MediaType.TEXT_PLAIN)
  @ExecuteOn(TaskExecutors.BLOCKING) // It is long; requests go on meanwhile.
  String scrape() {
    return registry.scrape();
  }
}
