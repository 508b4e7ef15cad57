package io.twinstream.beam.coder;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.function.library.Functions;
import java.util.Set;
import java.util.TreeSet;

/** Finds the fields that the features of a view read, and those that order the rows of a table. */
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
    return Set.copyOf(fields);
  }
}
