package io.twinstream.features.load;

import io.twinstream.features.aggregate.Reach;
import io.twinstream.features.aggregate.WorstCase;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Entity;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.expression.ExpressionException;
import io.twinstream.features.expression.Filters;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Function.FieldUse;
import io.twinstream.features.function.library.Functions;
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
    if (source != null && entity != null && !ambiguous) {
      size(view, source, entity, what);
    }
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
          "the key '"
              + entity.key()
              + "' of entity '"
              + entity.name()
              + "' is "
              + type.withArticle(),
          "a key is a string or a long");
    }
  }

  /** The newest events are kept in the state, whose size must have a bound. */
  private void keepsNoObjects(Aggregation aggregation, Source source, String window) {
    String read =
        aggregation.field().orElse("") + " " + aggregation.filter().orElse("") + " " + window;
    for (Field field : source.schema().fields()) {
      boolean isRead = Pattern.compile("\\b" + field.name() + "\\b").matcher(read).find();
      if (field.type().isObject() && isRead) {
        problems.add(
            places.of(aggregation, "windows"),
            "a window of the newest events cannot keep field '%s', %s"
                .formatted(field.name(), field.type().withArticle()),
            "read a computed field, such as {type: boolean, expression: \"'a' in tags\"}");
      }
    }
  }

  private void aggregation(Aggregation aggregation, Source source) {
    aggregation
        .field()
        .filter(field -> !isUnread(source, field))
        .ifPresent(field -> field(aggregation, source.schema(), field));
    arguments(aggregation, source);
    if (fieldsFit(aggregation, source)) {
      plan(aggregation, source);
    }
    aggregation.filter().ifPresent(filter -> filter(aggregation, source, "where", filter));
    if (aggregation.window() instanceof Window.Last last) {
      keepsNoObjects(aggregation, source, last.filter().orElse(""));
      last.filter().ifPresent(filter -> filter(aggregation, source, "windows", filter));
    }
    calendar(aggregation, source);
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

  private void filter(Aggregation aggregation, Source source, String key, String filter) {
    Place place = places.of(aggregation, key);
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
  }

  /** Local days begin at whole seconds. */
  private void calendar(Aggregation aggregation, Source source) {
    if (aggregation.window() instanceof Window.Calendar
        && Duration.ofSeconds(1).toMillis() % Math.max(1, source.resolution().toMillis()) != 0) {
      problems.add(
          places.of(aggregation, "windows"),
          "a calendar window needs a resolution that divides 1s; that of source '"
              + source.name()
              + "' is "
              + Durations.format(source.resolution()),
          "write resolution: 1s");
    }
  }

  private void field(Aggregation aggregation, Schema schema, String name) {
    Place place = places.of(aggregation, "field");
    Function function = Functions.of(aggregation.function());
    if (!schema.has(name)) {
      problems.addUnknown(place, "field", name, SourceChecks.fieldNames(schema));
      return;
    }
    FieldType type = schema.field(name).type();
    if (function.fieldUse() == FieldUse.NONE) {
      problems.add(
          place, function + " does not use a field", "write where: has(" + name + ") instead");
    } else if (!function.accepts().accepts(type)) {
      problems.add(
          place,
          function + " does not accept field '" + name + "', " + type.withArticle(),
          function.accepts().hint(type));
    }
  }

  /** Reports whether all fields that it names exist and are of types that its function accepts. */
  private boolean fieldsFit(Aggregation aggregation, Source source) {
    Function function = Functions.of(aggregation.function());
    return function.arguments().stream()
            .filter(a -> a.kind() == Argument.Kind.FIELD)
            .filter(a -> aggregation.arguments().has(a.name()))
            .allMatch(
                a -> fits(source, aggregation.arguments().get(a.name(), String.class), a.accepts()))
        && aggregation.field().stream().allMatch(f -> fits(source, f, function.accepts()));
  }

  private boolean fits(Source source, String field, Accepts accepts) {
    return !isUnread(source, field)
        && source.schema().has(field)
        && accepts.accepts(source.schema().field(field).type());
  }

  /** Checks the fields that arguments name. */
  private void arguments(Aggregation aggregation, Source source) {
    for (Argument argument : Functions.of(aggregation.function()).arguments()) {
      if (argument.kind() == Argument.Kind.FIELD && aggregation.arguments().has(argument.name())) {
        String name = aggregation.arguments().get(argument.name(), String.class);
        if (!isUnread(source, name)) {
          named(aggregation, source.schema(), argument, name);
        }
      }
    }
  }

  private void named(Aggregation aggregation, Schema schema, Argument argument, String name) {
    Place place = places.of(aggregation, argument.name());
    if (!schema.has(name)) {
      problems.addUnknown(place, "field", name, SourceChecks.fieldNames(schema));
      return;
    }
    FieldType type = schema.field(name).type();
    if (!argument.accepts().accepts(type)) {
      problems.add(
          place,
          argument.name()
              + " of "
              + aggregation.function()
              + " does not accept field '"
              + name
              + "', "
              + type.withArticle(),
          argument.accepts().hint(type));
    }
  }

  /** Checks what a function requires of its fields and window together. */
  private void plan(Aggregation aggregation, Source source) {
    Call call = Functions.call(aggregation, source);
    try {
      Functions.of(aggregation.function()).plan(call, new Columns(source.schema()));
    } catch (IllegalArgumentException e) {
      problems.add(places.of(aggregation, "function"), e.getMessage(), "");
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
