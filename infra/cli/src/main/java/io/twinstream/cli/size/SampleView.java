package io.twinstream.cli.size;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A view whose filters are boolean fields that the sampled events choose. Its states have the tile
 * tables and columns of the view, so their encoded sizes are those of the view.
 *
 * @param view compiled
 * @param source with a boolean field behind its own fields for each filter
 * @param fields the number of fields of the source itself
 */
record SampleView(CompiledView view, Source source, int fields) {

  static SampleView of(Project project, View view) {
    Source source = project.source(view.source());
    Map<String, String> names = new LinkedHashMap<>();
    List<Field> fields = new ArrayList<>(source.schema().fields());
    List<Aggregation> aggregations = new ArrayList<>();
    for (Aggregation each : view.aggregations()) {
      Optional<String> name =
          each.filter().map(filter -> names.computeIfAbsent(filter, f -> unused(source, names)));
      aggregations.add(
          new Aggregation(
              each.name(), each.function(), each.field(), each.window(), name, each.arguments()));
    }
    names.values().forEach(name -> fields.add(new Field(name, FieldType.BOOLEAN)));
    Source with = withFields(source, fields);
    View sampled = withAggregations(view, aggregations);
    Project changed =
        new Project(
            project.name(),
            Map.of(with.name(), with),
            project.entities(),
            Map.of(sampled.id(), sampled),
            Map.of(),
            Map.of());
    return new SampleView(CompiledView.of(changed, sampled), with, source.schema().fields().size());
  }

  private static String unused(Source source, Map<String, String> names) {
    String name = "matches_" + names.size();
    while (source.schema().has(name)) {
      name += "_";
    }
    return name;
  }

  private static Source withFields(Source source, List<Field> fields) {
    return new Source(
        source.name(),
        source.topic(),
        new Schema(fields).withCalendars(source.schema().calendars()),
        source.eventTime(),
        source.eventId(),
        source.dedupe(),
        source.resolution(),
        source.maxFutureSkew(),
        source.maxLateness(),
        source.maxKnownDisorder(),
        source.history());
  }

  private static View withAggregations(View view, List<Aggregation> aggregations) {
    return new View(
        view.name(),
        view.version(),
        view.entity(),
        view.source(),
        view.ttl(),
        view.freshness(),
        view.owner(),
        view.tags(),
        aggregations,
        view.recentIdentities());
  }
}
