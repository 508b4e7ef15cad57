package io.twinstream.features.load;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Entity;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Function;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.expression.ExpressionException;
import io.twinstream.features.expression.Filters;
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
import java.util.regex.Pattern;

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
    Source source = project.sources().get(view.source());
    if (source == null && !view.source().isEmpty()) {
      problems.addUnknown(
          places.of(view, "source"), "source", view.source(), project.sources().keySet());
    }
    Entity entity = project.entities().get(view.entity());
    if (entity == null && !view.entity().isEmpty()) {
      problems.addUnknown(
          places.of(view, "entity"), "entity", view.entity(), project.entities().keySet());
    }
    if (view.freshness().isZero()) {
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
      if (entity != null && !problems.isBroken("entity", entity.name())) {
        key(view, entity, source);
      }
      view.aggregations().forEach(aggregation -> aggregation(aggregation, source));
    }
    ttl(view, what);
    size(view, what);
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

  private boolean mentionsUnread(Source source, String filter) {
    return source.schema().fields().stream()
        .filter(field -> isUnread(source, field.name()))
        .anyMatch(field -> Pattern.compile("\\b" + field.name() + "\\b").matcher(filter).find());
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
    FieldType type = source.schema().field(entity.key()).type();
    if (type.kind() != Kind.STRING && type.kind() != Kind.LONG) {
      problems.add(
          place,
          "the key '" + entity.key() + "' of entity '" + entity.name() + "' is a " + type,
          "a key is a string or a long");
    }
  }

  private void aggregation(Aggregation aggregation, Source source) {
    aggregation
        .field()
        .filter(field -> !isUnread(source, field))
        .ifPresent(field -> field(aggregation, source.schema(), field));
    aggregation
        .filter()
        .ifPresent(
            filter -> {
              Place place = places.of(aggregation, "where");
              if (!checked.add(List.of(place, source.name(), filter))) {
                return; // Another one of the same template has been reported.
              }
              try {
                Filters.compile(source.schema(), filter);
              } catch (ExpressionException e) {
                if (!mentionsUnread(source, filter)) {
                  problems.add(place, "where: " + e.where(), e.hint());
                }
              }
            });
    long hop = aggregation.window().hop().toMillis();
    long resolution = Math.max(1, source.resolution().toMillis());
    if (hop % resolution != 0) {
      problems.add(
          places.of(aggregation, "hop"),
          "hop "
              + Durations.format(aggregation.window().hop())
              + ", of window "
              + aggregation.window().label()
              + ", is not a multiple of the resolution of source '"
              + source.name()
              + "', "
              + Durations.format(source.resolution()),
          "write a hop that is, and that divides the window");
    }
  }

  private void field(Aggregation aggregation, Schema schema, String name) {
    Place place = places.of(aggregation, "field");
    Function function = aggregation.function();
    if (!schema.has(name)) {
      problems.addUnknown(place, "field", name, SourceChecks.fieldNames(schema));
      return;
    }
    FieldType type = schema.field(name).type();
    if (function == Function.TIME_SINCE_FIRST || function == Function.TIME_SINCE_LAST) {
      problems.add(
          place, function.id() + " does not use a field", "write where: has(" + name + ") instead");
    } else if (function.needsSummable() && !type.isSummable()) {
      problems.add(
          place,
          function.id() + " does not accept field '" + name + "', a " + type,
          type.kind() == Kind.DOUBLE
              ? "sums are exact: declare it as decimal(SCALE)"
              : "it needs a decimal or a long");
    } else if (function.needsOrdered() && !type.isOrdered()) {
      problems.add(
          place,
          function.id() + " does not accept field '" + name + "', a " + type,
          "it needs a number or a timestamp");
    }
  }

  /** Returns how long after an event an aggregation may still see it; empty for always. */
  private static Optional<Duration> reach(Window window) {
    return switch (window.shape()) {
      case LIFETIME -> Optional.empty();
      case TUMBLING -> Optional.of(window.width().multipliedBy(window.previous() ? 2 : 1));
      case SLIDING ->
          Optional.of(
              window.delay().isZero()
                  ? window.width()
                  : window.width().plus(window.delay()).plus(window.hop()));
    };
  }

  private void ttl(View view, String what) {
    if (view.ttl().isEmpty()) {
      return;
    }
    for (Aggregation aggregation : view.aggregations()) {
      Optional<Duration> reach = reach(aggregation.window());
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

  private void size(View view, String what) {
    WorstCase worst = WorstCase.of(view);
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
