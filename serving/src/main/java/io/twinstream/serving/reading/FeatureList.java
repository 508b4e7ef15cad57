package io.twinstream.serving.reading;

import com.fasterxml.jackson.core.io.SerializedString;
import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.expression.CompiledService;
import io.twinstream.serving.problem.ProblemException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A list of features, ready to be read: a service, or what a request asks for. */
public final class FeatureList {
  private final CompiledService compiled;
  private final ServedView[] views;
  private final SerializedString[] names;

  FeatureList(CompiledService compiled, List<ServedView> views) {
    this.compiled = compiled;
    this.views = views.toArray(new ServedView[0]);
    this.names =
        compiled.names().stream().map(SerializedString::new).toArray(SerializedString[]::new);
  }

  /** The features, with their names and types, and the fields that a request has. */
  public CompiledService compiled() {
    return compiled;
  }

  /** The views that the features come from; nobody changes the array. */
  public ServedView[] views() {
    return views;
  }

  /** The features' names, encoded once; nobody changes the array. */
  public SerializedString[] names() {
    return names;
  }

  /**
   * A question about some entities.
   *
   * @param entities ids by the entity's name
   * @param request by the slots of the list's request
   * @throws ProblemException if the id of a view's entity is not among them, or cannot be one
   */
  public EntityRow row(Map<String, String> entities, FeatureRow request) {
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
    return new EntityRow(entities, ids, request, null);
  }

  /**
   * A question about the entities of an event, as if it had been taken in.
   *
   * @param entities ids by the entity's name, of those that the event does not name
   * @throws ProblemException if an id is missing, cannot be one, or is not the event's
   */
  public EntityRow row(Map<String, String> entities, FeatureRow request, SourceEvent event) {
    Map<String, String> all = new LinkedHashMap<>(entities);
    for (ServedView view : views) {
      String id = view.key(event);
      if (id != null) {
        String given = all.putIfAbsent(view.entity(), id);
        if (given != null && !view.requireId(given).equals(id)) {
          throw ProblemException.badRequest(
              "the event is of %s '%s', the entities say '%s'"
                  .formatted(view.entity(), Shown.text(id), Shown.text(given)));
        }
      }
    }
    EntityRow row = row(all, request);
    return new EntityRow(all, row.ids(), request, event);
  }

  /** The list's values. */
  FeatureRow evaluate(ViewReading[] readings, FeatureRow request) {
    FeatureRow[] rows = new FeatureRow[readings.length];
    Arrays.setAll(rows, i -> readings[i].row());
    return compiled.evaluate(rows, request);
  }
}
