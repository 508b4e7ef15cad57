package io.twinstream.serving.operation;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.twinstream.serving.access.Needs;
import io.twinstream.serving.access.Role;
import io.twinstream.serving.problem.ErrorResponses;

/** HTTP route of all metrics, for Prometheus. */
@Controller("/metrics")
@Needs(Role.READ)
final class MetricsController {
  private final PrometheusMeterRegistry registry;

  /**
   * @param views injected so that its metrics are registered first, and count from the start
   */
  MetricsController(PrometheusMeterRegistry registry, ViewMeters views) {
    this.registry = registry;
  }

  @ApiResponse(responseCode = "200", description = "Metrics in Prometheus' text format")
  @ErrorResponses.OfCaller
  @Get(produces = MediaType.TEXT_PLAIN)
  @ExecuteOn(TaskExecutors.BLOCKING) // The response is long; requests continue meanwhile.
  String scrape() {
    return registry.scrape();
  }
}
