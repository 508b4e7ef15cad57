package io.twinstream.pipelines.online;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.PlainJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON of the features of an entity as of its newest event. The state that they come from has
 * the version (generation, as_of, count): of two records with the same key, the one with the
 * greater version is right, whatever the order in which they were appended.
 */
final class FeaturesRecord {
  private final CompiledView view;
  private final long generation;
  private final List<String> names;

  FeaturesRecord(CompiledView view, long generation) {
    this.view = view;
    this.generation = generation;
    this.names = view.names();
  }

  String write(String entity, EntityState state) {
    FeatureRow row = view.evaluate(state, state.newest());
    Map<String, Object> features = new LinkedHashMap<>();
    List<String> inexact = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      features.put(names.get(i), row.plain(i));
      if (row.isInexact(i)) {
        inexact.add(names.get(i));
      }
    }
    Map<String, Object> record = about(entity, state);
    record.put("features", features);
    if (!inexact.isEmpty()) {
      record.put("inexact", inexact);
    }
    return PlainJson.write(record);
  }

  /** Returns the record of features that the topic refuses as too large: without them. */
  String tooLarge(String entity, EntityState state) {
    Map<String, Object> record = about(entity, state);
    record.put("features", null);
    return PlainJson.write(record);
  }

  private Map<String, Object> about(String entity, EntityState state) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("view", view.view().id());
    record.put("entities", Map.of(view.view().entity(), entity));
    record.put("as_of", Instant.ofEpochMilli(state.newest()).toString());
    record.put("generation", generation);
    record.put("count", state.count());
    record.put("fingerprint", view.fingerprintText());
    return record;
  }
}
