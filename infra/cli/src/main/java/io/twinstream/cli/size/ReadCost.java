package io.twinstream.cli.size;

import io.twinstream.features.definition.Project;
import io.twinstream.features.service.CompiledService;

/**
 * What one second of requests costs.
 *
 * @param redisMicros CPU of Redis
 * @param serverMicros CPU of the servers
 */
record ReadCost(double redisMicros, double serverMicros) {
  static final ReadCost NONE = new ReadCost(0, 0);

  static ReadCost of(Project project, Demand.Reads reads) {
    CompiledService service = CompiledService.of(project, project.service(reads.service()));
    return of(reads.requests(), reads.rows(), service.views().size(), service.names().size());
  }

  /**
   * @param views views that a row reads
   * @param values values of a row
   */
  static ReadCost of(double requests, double rows, int views, int values) {
    double states = requests * rows * views;
    return new ReadCost(
        requests * Figure.REDIS_REQUEST.value + states * Figure.REDIS_READ.value,
        requests * Figure.SERVER_REQUEST.value
            + states * Figure.SERVER_STATE.value
            + requests * rows * values * Figure.SERVER_VALUE.value);
  }
}
