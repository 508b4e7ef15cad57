package io.twinstream.beam.coder;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.function.library.Functions;
import io.twinstream.features.upsert.RowStates;
import java.util.Set;
import java.util.TreeSet;

/** Finds the fields that the features of a view read, and those that order rows. */
public final class FieldsOfView {
  private FieldsOfView() {}

  public static Set<String> of(ShippedView view) {
    Schema schema = view.source().schema();
    Set<String> fields = new TreeSet<>();
    for (Aggregation each : view.compiled().view().aggregations()) {
      fields.addAll(Functions.fields(each, schema));
    }
    view.source()
        .table()
        .ifPresent(rules -> fields.addAll(Set.of(rules.orderField(), TableRules.DELETED)));
    if (view.source().isOfChanges()) {
      fields.addAll(RowStates.passed(view.source()));
    }
    return Set.copyOf(fields);
  }

  /** Finds the fields of the versions of rows, which also name the entity of the view. */
  public static Set<String> ofVersions(ShippedView view) {
    Set<String> fields = new TreeSet<>(of(view));
    String entity = view.compiled().view().entity();
    fields.add(view.project().project().entity(entity).key());
    return Set.copyOf(fields);
  }
}
