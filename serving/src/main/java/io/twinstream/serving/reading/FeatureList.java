package io.twinstream.serving.reading;

import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.serving.problem.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A compiled list of features: a service, or the features that a request names. */
public final class FeatureList {
  private final CompiledService compiled;
  private final ServedView[] views;

  /** For each view, the index of its key. Views of one entity share a key. */
  private final int[] keyOf;

  /** For each key, one of its views. */
  private final ServedView[] keys;

  /** Computed at the first use. */
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
  }

  /** The compiled features, with their names and types, and the request fields. */
  public CompiledService compiled() {
    return compiled;
  }

  /** The views that the features come from; callers must not change the array. */
  public ServedView[] views() {
    return views;
  }

  /** The largest number of states that rows read, as a measure of their cost. */
  public long states(List<EntityRow> rows) {
    return (long) rows.size() * views.length;
  }

  /** The number of ids of a row. */
  int keys() {
    return keys.length;
  }

  /** The index of a view's id among the ids of a row. */
  int keyOf(int view) {
    return keyOf[view];
  }

  /**
   * A row for some entities.
   *
   * @param entities ids by the entity's name
   * @param request by the slots of the list's request
   * @throws ProblemException if the id of a view's entity is missing or invalid
   */
  public EntityRow row(Map<String, String> entities, FeatureRow request) {
    String[] ids = new String[keys.length];
    for (int i = 0; i < ids.length; i++) {
      String entity = keys[i].entity();
      String id = entities.get(entity);
      if (id == null) {
        throw ProblemException.badRequest(
            ("the features need the id of a %1$s: give it to POST /features/online as "
                    + "{\"entities\": {\"%1$s\": ...}}")
                .formatted(entity));
      }
      ids[i] = keys[i].requireId(id);
    }
    return new EntityRow(entities, ids, request, null);
  }

  /**
   * A row for the entities of an event, as if the event had been added to their states.
   *
   * @param entities ids by the entity's name, of the entities that the event does not name
   * @throws ProblemException if an id is missing, invalid, or differs from the event's
   */
  public EntityRow row(Map<String, String> entities, FeatureRow request, SourceEvent event) {
    Map<String, String> all = new LinkedHashMap<>(entities);
    for (ServedView view : views) {
      String id = view.key(event);
      if (id != null) {
        String given = all.putIfAbsent(view.entity(), id);
        if (given != null && !view.requireId(given).equals(id)) {
          throw ProblemException.badRequest(
              "the event has %s '%s', but \"entities\" has '%s'"
                  .formatted(view.entity(), Shown.text(id), Shown.text(given)));
        }
      }
    }
    EntityRow row = row(all, request);
    return new EntityRow(all, row.ids(), request, event);
  }

  /**
   * The fingerprint of the features' meanings; a model can be used if it was trained with the same.
   */
  public String fingerprint() {
    String known = fingerprint;
    if (known == null) {
      known = compiled.fingerprint();
      fingerprint = known;
    }
    return known;
  }

  /** The values of an entity without events, for a request without fields. */
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

  /** The values of the list. */
  FeatureRow evaluate(ViewReading[] readings, FeatureRow request) {
    FeatureRow[] rows = new FeatureRow[readings.length];
    Arrays.setAll(rows, i -> readings[i].row());
    return compiled.evaluate(rows, request);
  }
}
