package io.twinstream.serving.feature;

import com.fasterxml.jackson.core.io.SerializedString;
import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.expression.CompiledService;
import io.twinstream.serving.problem.ProblemException;
import java.util.List;
import java.util.Map;

/** A list of features, ready to be read: a service, or what a request asks for. */
final class FeatureList {
  private final CompiledService compiled;
  private final ServedView[] views;
  private final SerializedString[] names;

  FeatureList(CompiledService compiled, List<ServedView> views) {
    this.compiled = compiled;
    this.views = views.toArray(new ServedView[0]);
    this.names =
        compiled.names().stream().map(SerializedString::new).toArray(SerializedString[]::new);
  }

  ServedView[] views() {
    return views;
  }

  SerializedString[] names() {
    return names;
  }

  CompiledService compiled() {
    return compiled;
  }

  /**
   * The entities' ids, one for each view.
   *
   * @param entities ids by the entity's name
   * @throws ProblemException if a view's is not among them, or cannot be one
   */
  String[] ids(Map<String, String> entities) {
    String[] ids = new String[views.length];
    for (int i = 0; i < ids.length; i++) {
      String id = entities.get(views[i].entity());
      if (id == null) {
        throw ProblemException.badRequest(
            "the features need the id of a "
                + views[i].entity()
                + ": POST /features/online with {\"entities\": {\""
                + views[i].entity()
                + "\": ...}} has room for it");
      }
      ids[i] = views[i].requireId(id);
    }
    return ids;
  }

  /** The list's values. */
  FeatureRow evaluate(ViewReading[] readings, FeatureRow request) {
    FeatureRow[] rows = new FeatureRow[readings.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = readings[i].row();
    }
    return compiled.evaluate(rows, request);
  }
}
