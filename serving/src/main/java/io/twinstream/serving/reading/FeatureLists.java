package io.twinstream.serving.reading;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Service;
import io.twinstream.features.definition.View;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.service.FeatureException;
import io.twinstream.features.text.Names;
import io.twinstream.serving.problem.ProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** The compiled services of a project, and the lists of features that callers ask for. */
public final class FeatureLists {
  /** The number of names in the lists of callers that are cached. */
  private static final int MAX_NAMES_KEPT = 50_000;

  private static final int MAX_NAMES = 2_000;
  private static final int MAX_NAME_LENGTH = 256;

  private final Project project;
  private final Comparator<View> versions;
  private final Map<String, ServedView> views = new LinkedHashMap<>();
  private final Map<String, FeatureList> services = new LinkedHashMap<>();
  private final Map<String, FeatureList> entities = new LinkedHashMap<>();
  private final Cache<List<String>, FeatureList> made =
      Caffeine.newBuilder()
          .maximumWeight(MAX_NAMES_KEPT)
          .weigher((List<String> names, FeatureList list) -> names.size())
          .build();

  /**
   * @param versions orders the versions of a view; its bare name means the greatest
   * @param counts the counters of a view, by its id
   */
  FeatureLists(Project project, Comparator<View> versions, Function<String, ViewCounts> counts) {
    this.project = project;
    this.versions = versions;
    project
        .views()
        .forEach((id, view) -> views.put(id, new ServedView(project, view, counts.apply(id))));
    for (Service service : project.services().values()) {
      services.put(service.id(), list(CompiledService.of(project, service)));
    }
    for (String entity : project.entities().keySet()) {
      entities.put(entity, list(CompiledService.of(project, allOf(entity))));
    }
  }

  /** All views, in the order of definition. */
  public Collection<ServedView> views() {
    return views.values();
  }

  /** A service by {@code name@version}, or by its name if it has one version. */
  public FeatureList service(String id) {
    FeatureList exact = services.get(id);
    if (exact != null) {
      return exact;
    }
    List<String> versions =
        services.keySet().stream().filter(known -> known.startsWith(id + "@")).toList();
    if (versions.size() == 1) {
      return services.get(versions.get(0));
    }
    throw ProblemException.notFound(Names.unknown("service", Shown.text(id), services.keySet()));
  }

  /** All features of an entity's views, each in the version that its bare name means. */
  public FeatureList entity(String name) {
    requireEntity(name);
    return entities.get(name);
  }

  /**
   * Refuses an unknown entity.
   *
   * @throws ProblemException with the nearest names
   */
  public void requireEntity(String name) {
    if (!entities.containsKey(name)) {
      throw ProblemException.notFound(Names.unknown("entity", Shown.text(name), entities.keySet()));
    }
  }

  /** The list that a caller asks for; a repeated name is answered once. */
  public FeatureList of(List<String> given) {
    List<String> features = given.stream().distinct().toList();
    FeatureList kept = made.getIfPresent(features);
    if (kept != null) {
      return kept;
    }
    if (features.isEmpty() || features.size() > MAX_NAMES) {
      throw ProblemException.badRequest(
          "a request must name 1 to " + MAX_NAMES + " features, not " + features.size());
    }
    for (String feature : features) {
      if (feature.length() > MAX_NAME_LENGTH) {
        throw ProblemException.notFound("no feature '" + Shown.text(feature) + "'");
      }
    }
    FeatureList list;
    try {
      list = list(CompiledService.ofAnyVersion(project, features, versions));
    } catch (FeatureException e) {
      throw ProblemException.notFound(e.getMessage());
    }
    made.put(features, list);
    return list;
  }

  private FeatureList list(CompiledService compiled) {
    return new FeatureList(
        compiled, compiled.views().stream().map(view -> views.get(view.id())).toList());
  }

  private List<String> allOf(String entity) {
    Map<String, View> followed = new LinkedHashMap<>();
    for (View view : project.views().values()) {
      if (view.entity().equals(entity)) {
        followed.merge(view.name(), view, BinaryOperator.maxBy(versions));
      }
    }
    List<String> names = new ArrayList<>();
    followed.values().forEach(view -> names.add(view.id() + ".*"));
    return names;
  }
}
