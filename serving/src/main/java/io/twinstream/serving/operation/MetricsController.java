package io.twinstream.serving.operation;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.responses.ApiResponse;

/** All figures, for Prometheus. */
@ApiResponse(responseCode = "401", description = "No key, or one that nobody has")
@ApiResponse(responseCode = "429", description = "More requests than one caller may send")
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
  @Get(produces = MediaType.TEXT_PLAIN)
  @ExecuteOn(TaskExecutors.BLOCKING) // It is long; requests go on meanwhile.
  String scrape() {
    return registry.scrape();
  }
}
