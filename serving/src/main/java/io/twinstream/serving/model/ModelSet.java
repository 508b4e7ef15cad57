package io.twinstream.serving.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** An immutable set of loaded models. */
public final class ModelSet {
  static final ModelSet EMPTY = new ModelSet(List.of());

  private final Map<String, ServedModel> byId = new TreeMap<>();
  private final Map<String, ServedModel> byAlias = new HashMap<>();
  private final Map<String, ServedModel> latest = new TreeMap<>();

  ModelSet(Collection<ServedModel> models) {
    for (ServedModel model : models) {
      byId.put(model.id(), model);
      model.file().aliases().forEach(alias -> byAlias.put(model.name() + "@" + alias, model));
      latest.merge(model.name(), model, (a, b) -> ServedModel.BY_VERSION.compare(a, b) > 0 ? a : b);
    }
  }

  /**
   * Finds a model.
   *
   * @param id {@code name@version}, {@code name@alias}, or a name alone for its latest version
   */
  public Optional<ServedModel> find(String id) {
    ServedModel found = byId.getOrDefault(id, byAlias.get(id));
    return Optional.ofNullable(found != null ? found : latest.get(id));
  }

  /** All models, ordered by name and version. */
  public Collection<ServedModel> all() {
    return byId.values();
  }

  /** The latest version of each model that was trained for a service. */
  public List<ServedModel> of(String service) {
    return latest.values().stream().filter(model -> model.service().equals(service)).toList();
  }

  /** All names that {@link #find} accepts, for hints. */
  public Collection<String> names() {
    TreeSet<String> names = new TreeSet<>(byId.keySet());
    names.addAll(byAlias.keySet());
    names.addAll(latest.keySet());
    return names;
  }
}
