package io.twinstream.beam;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.history.PartialRow;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.definition.Project;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.service.EventRequest;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.SerializableFunction;

/** Evaluates a service for a row that has the features of all its views. */
final class EvaluateService implements SerializableFunction<PartialRow, EventFeatures> {
  private static final long serialVersionUID = 1;

  private final ShippedProject project;
  private final String service;
  private final String rowSource;
  private final boolean asOccurred;
  private transient CompiledService compiled;
  private transient EventRequest request;
  private transient Counter[] differing;

  /**
   * @param rowSource the source of the events of the rows
   * @param asOccurred whether rows have passed all views twice, the second time by event time
   */
  EvaluateService(ShippedProject project, String service, String rowSource, boolean asOccurred) {
    this.project = project;
    this.service = service;
    this.rowSource = rowSource;
    this.asOccurred = asOccurred;
  }

  @Override
  public EventFeatures apply(PartialRow row) {
    if (compiled == null) {
      Project of = project.project();
      compiled = CompiledService.of(of, of.service(service));
      request = EventRequest.of(compiled.request(), of.source(rowSource).schema());
      differing =
          compiled.names().stream()
              .map(name -> Metrics.counter(service, ComputeService.DIFFERING + name))
              .toArray(Counter[]::new);
    }
    int views = compiled.views().size();
    FeatureRow known = evaluate(row, 0, views);
    if (!asOccurred) {
      return new EventFeatures(row.event(), row.asOf(), row.count(), known);
    }
    FeatureRow occurred = evaluate(row, views, 2 * views);
    for (int i = 0; i < differing.length; i++) {
      if (!known.isSame(i, occurred)) {
        differing[i].inc();
      }
    }
    return new EventFeatures(row.event(), row.asOf(), row.count(), occurred);
  }

  private FeatureRow evaluate(PartialRow row, int from, int to) {
    return compiled.evaluate(
        row.views().subList(from, to).toArray(FeatureRow[]::new), request.row(row.event()));
  }
}
