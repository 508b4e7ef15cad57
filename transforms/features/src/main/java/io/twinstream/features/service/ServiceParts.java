package io.twinstream.features.service;

import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.View;
import io.twinstream.features.expression.CompiledExpression;
import io.twinstream.features.row.FeatureType;
import java.util.List;

/**
 * What a list of features was resolved into.
 *
 * @param meaning what decides the values of the features
 * @param views whose rows are needed
 * @param request the fields that the caller supplies
 * @param derived the derived features, each after those that it depends on
 * @param outputs the features, in the order of the list
 */
record ServiceParts(
    ServiceMeaning meaning,
    List<View> views,
    Schema request,
    List<CompiledExpression<Inputs>> derived,
    List<Output> outputs) {
  /** The row that an output is read from. */
  enum Origin {
    VIEW,
    REQUEST,
    DERIVED
  }

  /**
   * One feature of the list.
   *
   * @param view the index of the view; 0 for other origins
   * @param index the index in the row
   */
  record Output(
      String name, String qualified, FeatureType type, Origin origin, int view, int index) {}

  ServiceParts {
    views = List.copyOf(views);
    derived = List.copyOf(derived);
    outputs = List.copyOf(outputs);
  }
}
