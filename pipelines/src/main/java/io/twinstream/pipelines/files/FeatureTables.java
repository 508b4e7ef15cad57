package io.twinstream.pipelines.files;

import io.twinstream.beam.ComputeService;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.table.FeatureTable;
import java.util.List;
import java.util.Map;

/** Creates the layouts of tables of feature rows. */
public final class FeatureTables {
  private FeatureTables() {}

  /**
   * The layout of a view's rows.
   *
   * @throws IllegalArgumentException if the source does not have a field that is to pass through
   */
  public static FeatureTable of(ShippedView view, List<String> passThrough) {
    CompiledView compiled = view.compiled();
    requireFields(view.source(), passThrough);
    String key = view.project().project().entity(compiled.view().entity()).key();
    return new FeatureTable(
        view.source(),
        List.of(key),
        passThrough,
        compiled.names(),
        compiled.types(),
        Map.of(
            "twinstream.view",
            view.id(),
            "twinstream.fingerprint",
            FeatureTable.fingerprint(view.project().project(), view.id())));
  }

  /**
   * The layout of a service's rows at the events of a source.
   *
   * @param id the service's {@code name@version}
   * @throws IllegalArgumentException if the source does not have a field that is to pass through
   */
  public static FeatureTable of(
      ShippedProject project, String id, String source, List<String> passThrough) {
    Project of = project.project();
    CompiledService compiled = CompiledService.of(of, of.service(id));
    requireFields(of.source(source), passThrough);
    return new FeatureTable(
        of.source(source),
        ComputeService.keys(of, compiled),
        passThrough,
        compiled.names(),
        compiled.types(),
        Map.of("twinstream.service", id, "twinstream.fingerprint", compiled.fingerprint()));
  }

  private static void requireFields(Source source, List<String> fields) {
    fields.forEach(source.schema()::slot);
  }
}
