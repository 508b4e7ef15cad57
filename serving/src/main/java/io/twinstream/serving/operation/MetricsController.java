package io.twinstream.serving.operation;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.twinstream.serving.problem.Problems;

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

  @ApiResponse(responseCode = "200", description = "In Prometheus' text format")
  @Problems.OfCaller
  @Get(produces = MediaType.TEXT_PLAIN)
  @ExecuteOn(TaskExecutors.BLOCKING) // It is long; requests go on meanwhile.
  String scrape() {
    return registry.scrape();
  }
}
