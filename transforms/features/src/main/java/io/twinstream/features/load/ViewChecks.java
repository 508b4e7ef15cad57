package io.twinstream.features.load;

import io.twinstream.features.aggregate.Reach;
import io.twinstream.features.aggregate.WorstCase;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Entity;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.expression.ExpressionException;
import io.twinstream.features.text.Durations;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import io.twinstream.features.text.Sizes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks a view. */
final class ViewChecks {
  private final Project project;
  private final Places places;
  private final Problems problems;
  private final NameRules names;
  private final Set<Place> duplicated = new HashSet<>();
  private final Set<List<Object>> checked = new HashSet<>();

  ViewChecks(Project project, Places places, Problems problems) {
    this.project = project;
    this.places = places;
    this.problems = problems;
    this.names = new NameRules(problems);
  }

  void check(View view) {
    String what = "view '" + view.id() + "'";
    names.address(places.of(view, ""), "view", view.name());
    Set<String> sources = project.sourceNames();
    Source source = sources.contains(view.source()) ? project.source(view.source()) : null;
    boolean leftOut = problems.isBroken("definition of source", view.source());
    if (source == null && !leftOut && !view.source().isEmpty()) {
      problems.addUnknown(places.of(view, "source"), "source", view.source(), sources);
    }
    Entity entity = project.entities().get(view.entity());
    if (entity == null && !view.entity().isEmpty()) {
      problems.addUnknown(
          places.of(view, "entity"), "entity", view.entity(), project.entities().keySet());
    }
    boolean ofTable = source != null && source.isTable();
    if (view.freshness().isZero() && !ofTable) {
      problems.add(places.of(view, "freshness"), what + " has a freshness of zero", "write 1s");
    }
    Map<String, Aggregation> seen = new HashMap<>();
    int before = problems.count();
    for (Aggregation aggregation : view.aggregations()) {
      name(view, aggregation, seen);
    }
    if (problems.count() > before) {
      problems.markBroken("aggregation", view.id());
    }
    boolean ambiguous = problems.isBroken("definition of source", view.source());
    if (source != null && !ambiguous && !source.schema().fields().isEmpty()) {
      if (entity != null && !ofTable && !problems.isBroken("entity", entity.name())) {
        key(view, entity, source);
      }
      features(view, entity, source, what);
    }
    ttl(view, what);
    if (source != null && entity != null && !ambiguous) {
      size(view, source, entity, what);
    }
  }

  private void features(View view, Entity entity, Source source, String what) {
    if (source.isTable()) {
      new TableChecks(places, problems).check(view, entity, source, source.table().get());
      return;
    }
    if (places.isWritten(view, "fields")) {
      problems.add(
          places.of(view, "fields"),
          what + " has fields, but source '" + source.name() + "' is a stream of events",
          "write aggregations, such as {name: ..., function: last, field: ..., windows: lifetime}");
      return;
    }
    if (source.isOfChanges()) {
      new ChangeChecks(places, problems).check(view, entity, source);
    }
    AggregationChecks checks = new AggregationChecks(source, places, problems, checked);
    view.aggregations().forEach(checks::check);
  }

  private void name(View view, Aggregation aggregation, Map<String, Aggregation> seen) {
    Place place = places.of(aggregation, "name");
    if (seen.putIfAbsent(aggregation.name(), aggregation) != null) {
      if (!duplicated.add(place)) {
        return; // Another one of the same template has been reported.
      }
      problems.add(
          place,
          "feature '" + aggregation.name() + "' twice in view '" + view.id() + "'",
          "distinguish them with {window}, {function} or {field} in the name");
    } else if (aggregation.name().contains("{")) {
      problems.add(
          place,
          "feature name '" + aggregation.name() + "' has an unknown placeholder",
          "the placeholders are {window}, {function} and {field}");
    } else {
      names.identifier(place, "feature", aggregation.name());
    }
  }

  /** Reports whether the type of a field could not be read, so that it cannot be checked. */
  private boolean isUnread(Source source, String field) {
    return problems.isBroken("field", source.name() + "." + field);
  }

  private void key(View view, Entity entity, Source source) {
    if (isUnread(source, entity.key())) {
      return;
    }
    Place place = places.of(view, "entity");
    if (!source.schema().has(entity.key())) {
      problems.addUnknown(
          place,
          "field for the key of entity '" + entity.name() + "' in source '" + source.name() + "':",
          entity.key(),
          SourceChecks.fieldNames(source.schema()));
      return;
    }
    String base = project.base(source.name());
    if (!project.source(base).schema().has(entity.key())) {
      problems.addUnknown(
          place,
          "field for the key of entity '%s' in source '%s', which has the events of '%s':"
              .formatted(entity.name(), base, source.name()),
          entity.key(),
          SourceChecks.fieldNames(project.source(base).schema()));
      return;
    }
    FieldType type = source.schema().field(entity.key()).type();
    if (type.kind() != Kind.STRING && type.kind() != Kind.LONG) {
      problems.add(
          place,
          "the key '"
              + entity.key()
              + "' of entity '"
              + entity.name()
              + "' is "
              + type.withArticle(),
          "a key is a string or a long");
    }
  }

  private void ttl(View view, String what) {
    if (view.ttl().isEmpty()) {
      return;
    }
    for (Aggregation aggregation : view.aggregations()) {
      Optional<Duration> reach = Reach.of(aggregation.window());
      boolean outlived = reach.isEmpty() || reach.get().compareTo(view.ttl().get()) > 0;
      if (outlived) {
        problems.add(
            places.of(view, "ttl"),
            what
                + ": its ttl, "
                + Durations.format(view.ttl().get())
                + ", is shorter than '"
                + aggregation.name()
                + "' needs, "
                + reach.map(Durations::spell).orElse("which is forever"),
            reach.isEmpty() ? "leave ttl out" : "write at least " + Durations.format(reach.get()));
        return;
      }
    }
  }

  private void size(View view, Source source, Entity entity, String what) {
    WorstCase worst;
    try {
      worst = WorstCase.of(source, entity.key(), view);
    } catch (IllegalArgumentException | ExpressionException e) {
      return; // The view has other problems.
    }
    if (worst.bytes() > project.maxStateSize()) {
      problems.add(
          places.of(view, "aggregations"),
          what
              + ": one entity can need "
              + worst.tiles()
              + " tiles, "
              + Sizes.format(worst.bytes())
              + "; the limit is "
              + Sizes.format(project.maxStateSize()),
          "use longer hops, shorter windows or smaller caps, or raise max_state_size");
    }
  }
}
