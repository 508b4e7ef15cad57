package io.twinstream.features.service;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.expression.WrongName;
import io.twinstream.features.expression.WrongName.Kind;
import io.twinstream.features.text.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Resolves names of features in a project, given the version of each view to use. */
final class FeatureCatalog {
  private final Project project;
  private final Map<String, List<View>> versions = new LinkedHashMap<>();
  private final Map<String, View> pinned = new LinkedHashMap<>();
  private Comparator<View> preferred;

  FeatureCatalog(Project project) {
    this.project = project;
    for (View view : project.views().values()) {
      versions.computeIfAbsent(view.name(), name -> new ArrayList<>()).add(view);
    }
  }

  /** A feature of a view, with its index in the row of the view. */
  record Found(View view, int index) {
    Aggregation aggregation() {
      return view.aggregations().get(index);
    }
  }

  /** Fixes the version that the bare name of a view means. */
  void pin(String id) {
    View view = project.views().get(id);
    if (view == null) {
      throw unknown(Kind.UNKNOWN_VIEW, "view", id, project.views().keySet());
    }
    View earlier = pinned.putIfAbsent(view.name(), view);
    if (earlier != null && !earlier.equals(view)) {
      throw new FeatureException(
          "two versions of view '" + view.name() + "': " + earlier.id() + " and " + id,
          "use one version of a view in a list of features");
    }
  }

  /** Sets the version that an unpinned bare name of a view means: the greatest in this order. */
  void prefer(Comparator<View> order) {
    preferred = order;
  }

  /** Returns the view of a bare name. */
  View view(String name) {
    List<View> known = versions.get(name);
    if (pinned.containsKey(name)) {
      return pinned.get(name);
    } else if (known == null) {
      throw unknown(Kind.UNKNOWN_VIEW, "view", name, versions.keySet());
    } else if (preferred != null) {
      return Collections.max(known, preferred);
    } else if (known.size() > 1) {
      View last = known.get(known.size() - 1);
      throw new FeatureException(
          "view '" + name + "' has " + known.size() + " versions",
          "name one in the list of features: "
              + last.id()
              + "."
              + last.aggregations().get(0).name());
    }
    return known.get(0);
  }

  boolean hasView(String name) {
    return versions.containsKey(name);
  }

  Found feature(View view, String feature) {
    List<String> names = view.aggregations().stream().map(Aggregation::name).toList();
    int index = names.indexOf(feature);
    if (index < 0) {
      throw unknown(Kind.UNKNOWN_FEATURE, "feature of view '" + view.id() + "'", feature, names);
    }
    return new Found(view, index);
  }

  /** Returns the feature of a view with this bare name; empty if no view has one. */
  Optional<Found> feature(String name) {
    List<String> holders = new ArrayList<>();
    versions.forEach(
        (view, all) -> {
          if (all.stream().anyMatch(v -> has(v, name))) {
            holders.add(view);
          }
        });
    if (holders.isEmpty()) {
      return Optional.empty();
    } else if (holders.size() > 1) {
      throw new FeatureException(
          "feature '" + name + "' is in the views " + String.join(", ", holders),
          "write " + holders.get(0) + "." + name);
    }
    return Optional.of(feature(view(holders.get(0)), name));
  }

  private static boolean has(View view, String feature) {
    return view.aggregations().stream().anyMatch(a -> a.name().equals(feature));
  }

  /** Returns all names, for hints. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>(project.derivedFeatures().keySet());
    for (View view : project.views().values()) {
      view.aggregations().forEach(a -> names.add(a.name()));
    }
    for (View view : project.views().values()) {
      view.aggregations().forEach(a -> names.add(view.name() + "." + a.name()));
    }
    return names;
  }

  static FeatureException unknown(Kind kind, String what, String name, Collection<String> known) {
    return new FeatureException(
        new WrongName(kind, name), "no " + what + " '" + name + "'", Names.didYouMean(name, known));
  }
}
