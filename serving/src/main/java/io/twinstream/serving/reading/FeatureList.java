package io.twinstream.serving.reading;

import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.serving.problem.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A list of features, ready to be read: a service, or what a request asks for. */
public final class FeatureList {
  private final CompiledService compiled;
  private final ServedView[] views;
  private final ListJson json;

  /** For each view, which of the keys is its own. Views of one entity share a key. */
  private final int[] keyOf;

  /** For each key, a view of it. */
  private final ServedView[] keys;

  /** Not known before somebody asks. */
  private volatile String fingerprint;

  private volatile FeatureRow neverSeen;

  FeatureList(CompiledService compiled, List<ServedView> views) {
    this.compiled = compiled;
    this.views = views.toArray(new ServedView[0]);
    this.keyOf = new int[this.views.length];
    List<ServedView> distinct = new ArrayList<>();
    for (int i = 0; i < keyOf.length; i++) {
      ServedView view = this.views[i];
      int key = 0;
      while (key < distinct.size() && !distinct.get(key).hasKeyOf(view)) {
        key++;
      }
      if (key == distinct.size()) {
        distinct.add(view);
      }
      keyOf[i] = key;
    }
    this.keys = distinct.toArray(new ServedView[0]);
    this.json = new ListJson(compiled.names());
  }

  /** The features, with their names and types, and the fields that a request has. */
  public CompiledService compiled() {
    return compiled;
  }

  /** The views that the features come from; nobody changes the array. */
  public ServedView[] views() {
    return views;
  }

  /** How many ids a row has. */
  int keys() {
    return keys.length;
  }

  /** Which of a row's ids is that of a view. */
  int keyOf(int view) {
    return keyOf[view];
  }

  /** How the values are written. */
  public ListJson json() {
    return json;
  }

  /**
   * A question about some entities.
   *
   * @param entities ids by the entity's name
   * @param request by the slots of the list's request
   * @throws ProblemException if the id of a view's entity is not among them, or cannot be one
   */
  public EntityRow row(Map<String, String> entities, FeatureRow request) {
    String[] ids = new String[keys.length];
    for (int i = 0; i < ids.length; i++) {
      String entity = keys[i].entity();
      String id = entities.get(entity);
      if (id == null) {
        throw ProblemException.badRequest(
            ("the features need the id of a %1$s: POST /features/online with"
                    + " {\"entities\": {\"%1$s\": ...}} has room for it")
                .formatted(entity));
      }
      ids[i] = keys[i].requireId(id);
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

  /** Of what the features mean: that of a model which may be given them. */
  public String fingerprint() {
    String known = fingerprint;
    if (known == null) {
      known = compiled.fingerprint();
      fingerprint = known;
    }
    return known;
  }

  /** The values of entities that were never seen, for a request without fields. */
  public FeatureRow neverSeen() {
    FeatureRow known = neverSeen;
    if (known == null) {
      FeatureRow[] rows = new FeatureRow[views.length];
      Arrays.setAll(rows, i -> views[i].neverSeen());
      known = compiled.evaluate(rows, RequestFields.none(compiled));
      neverSeen = known;
    }
    return known;
  }

  /** The list's values. */
  FeatureRow evaluate(ViewReading[] readings, FeatureRow request) {
    FeatureRow[] rows = new FeatureRow[readings.length];
    Arrays.setAll(rows, i -> readings[i].row());
    return compiled.evaluate(rows, request);
  }
}
