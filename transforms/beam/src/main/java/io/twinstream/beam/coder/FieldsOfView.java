package io.twinstream.beam.coder;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.function.library.Functions;
import java.util.Set;
import java.util.TreeSet;

/** Finds the event fields that the aggregations of a view read. */
public final class FieldsOfView {
  private FieldsOfView() {}

  public static Set<String> of(ShippedView view) {
    Schema schema = view.source().schema();
    Set<String> fields = new TreeSet<>();
    for (Aggregation each : view.compiled().view().aggregations()) {
      fields.addAll(Functions.fields(each, schema));
    }
    return Set.copyOf(fields);
  }
}
