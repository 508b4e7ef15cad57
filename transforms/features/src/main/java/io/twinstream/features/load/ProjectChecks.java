package io.twinstream.features.load;

import io.twinstream.features.definition.DerivedFeature;
import io.twinstream.features.definition.Entity;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Service;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.expression.WrongName;
import io.twinstream.features.expression.WrongName.Kind;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.service.FeatureException;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import java.util.List;
import java.util.Optional;

/**
 * Checks a whole project. Problems that follow from a definition that could not be read are not
 * reported again.
 */
final class ProjectChecks {
  private final Project project;
  private final Places places;
  private final Problems problems;
  private final NameRules names;

  ProjectChecks(Project project, Places places, Problems problems) {
    this.project = project;
    this.places = places;
    this.problems = problems;
    this.names = new NameRules(problems);
  }

  void check() {
    if (!project.name().isEmpty()) {
      names.identifier(places.of(project, "project"), "project", project.name());
    }
    SourceChecks sources = new SourceChecks(places, problems);
    TopicChecks topics = new TopicChecks(places, problems);
    for (Source source : project.sources().values()) {
      watch(
          "source",
          source.name(),
          () -> {
            sources.check(source);
            topics.check(source);
          });
    }
    topics.check(project);
    for (Entity entity : project.entities().values()) {
      names.address(places.of(entity, ""), "entity", entity.name());
    }
    if (problems.anyBroken("file")) {
      return; // Names that seem unknown may be defined where nothing could be read.
    }
    ViewChecks views = new ViewChecks(project, places, problems);
    for (View view : project.views().values()) {
      watch("view", view.id(), () -> views.check(view));
    }
    topics.features(project);
    for (Service service : project.services().values()) {
      names.address(places.of(service, ""), "service", service.name());
      service.request().fields().forEach(f -> requestField(service, f));
    }
    project.services().values().forEach(this::service);
    project.derivedFeatures().values().forEach(this::derived);
    project.services().values().forEach(this::versions);
  }

  private void requestField(Service service, Field field) {
    names.identifier(places.of(field, ""), "field", field.name());
    if (!field.path().isEmpty()) {
      problems.add(
          places.of(field, ""),
          "request field '" + field.name() + "' of service '" + service.id() + "' has a path",
          "the fields of a request have names only");
    }
    if (field.isComputed()) {
      problems.add(
          places.of(field, ""),
          "request field '" + field.name() + "' of service '" + service.id() + "' is computed",
          "compute it as a feature instead");
    }
    FieldType text = field.type().isArray() ? field.type().element() : field.type();
    if (text.isLimited()) {
      problems.add(
          places.of(field, ""),
          "request field '%s' of service '%s' has a greatest length"
              .formatted(field.name(), service.id()),
          "write string: the fields of sources have limits");
    }
  }

  private void watch(String what, String name, Runnable check) {
    int before = problems.count();
    check.run();
    if (problems.count() > before) {
      problems.markBroken(what, name);
    }
  }

  private void derived(DerivedFeature feature) {
    Place place = places.of(feature, "");
    names.identifier(place, "feature", feature.name());
    for (View view : project.views().values()) {
      if (view.aggregations().stream().anyMatch(a -> a.name().equals(feature.name()))) {
        problems.add(
            place,
            "feature '" + feature.name() + "' is also an aggregation of view '" + view.id() + "'",
            "rename one of them");
      }
    }
    if (problems.isBroken("feature", feature.name())) {
      return;
    }
    try {
      // The services that contain the feature decide which version of a view is meant.
      tried(() -> CompiledService.ofAnyVersion(project, List.of(feature.name())))
          .ifPresent(e -> tell(place, e));
    } catch (IllegalArgumentException e) {
      requireTold(e);
    }
  }

  private void tell(Place feature, FeatureException e) {
    Place of =
        e.feature().map(name -> places.of(project.derivedFeatures().get(name), "")).orElse(feature);
    boolean unread = e.feature().filter(name -> problems.isBroken("feature", name)).isPresent();
    if (!unread && !problems.hasTold(e.what())) {
      problems.add(of, e.what(), e.hint());
    }
  }

  /** Returns the problem, unless it may follow from another problem. */
  private Optional<FeatureException> tried(Runnable compile) {
    try {
      compile.run();
      return Optional.empty();
    } catch (FeatureException e) {
      return Optional.of(e).filter(this::isItsOwn);
    }
  }

  private boolean isItsOwn(FeatureException e) {
    Optional<WrongName> name = e.wrongName();
    if (problems.anyBroken("aggregation") && name.filter(ProjectChecks::isOfFeature).isPresent()) {
      return false; // The name may be that of an aggregation that could not be read.
    }
    // Types are unreliable if the type of a field could not be read.
    return !problems.anyBroken("field")
        || name.filter(n -> !problems.isBroken("field", n.name())).isPresent();
  }

  private static boolean isOfFeature(WrongName name) {
    return name.kind() == Kind.UNKNOWN_FEATURE || name.kind() == Kind.REPEATED_FEATURE;
  }

  /**
   * Reports features that are ambiguous only because a service does not name the version of a view.
   */
  private void versions(Service service) {
    try {
      tried(() -> CompiledService.of(project, service))
          .filter(e -> e.feature().filter(n -> !problems.isBroken("feature", n)).isPresent())
          .filter(e -> !problems.hasTold(e.what()))
          .ifPresent(
              e ->
                  problems.add(
                      places.of(service, "features"),
                      "service '" + service.id() + "': " + e.what(),
                      e.hint()));
    } catch (IllegalArgumentException e) {
      requireTold(e);
    }
  }

  /** Compiles a service; problems of the features themselves are reported with the features. */
  private void service(Service service) {
    try {
      tellAll(service, service.features());
    } catch (IllegalArgumentException e) {
      requireTold(e);
      service.features().forEach(item -> alone(service, item));
    }
  }

  /** Checks one feature of a service alone, if another one needs a missing source or field. */
  private void alone(Service service, String item) {
    try {
      tellAll(service, List.of(item));
    } catch (IllegalArgumentException e) {
      requireTold(e);
    }
  }

  private void tellAll(Service service, List<String> items) {
    Service of = new Service(service.name(), service.version(), service.request(), items);
    for (FeatureException wrong : CompiledService.problems(project, of)) {
      if (isItsOwn(wrong)) {
        tell(service, wrong);
      }
    }
  }

  /** A view without its source or field cannot be compiled; that has been reported. */
  private void requireTold(IllegalArgumentException e) {
    if (!problems.anyBroken("view") && !problems.anyBroken("field")) {
      throw e;
    }
  }

  private void tell(Service service, FeatureException e) {
    if (e.feature().isEmpty()) {
      problems.add(
          places.of(service, e.item().orElse("features")),
          "service '" + service.id() + "': " + e.what(),
          e.hint());
    }
  }
}
