package io.twinstream.features.load;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
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
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.text.Durations;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the aggregations of a view against its source. */
final class AggregationChecks {
  private final Source source;
  private final Places places;
  private final Problems problems;

  /** The filters that have been checked, with their places. */
  private final Set<List<Object>> checked;

  AggregationChecks(Source source, Places places, Problems problems, Set<List<Object>> checked) {
    this.source = source;
    this.places = places;
    this.problems = problems;
    this.checked = checked;
  }

  /** Reports whether the type of a field could not be read, so that it cannot be checked. */
  private boolean isUnread(String field) {
    return problems.isBroken("field", source.name() + "." + field);
  }

  private boolean mentionsUnread(String filter) {
    return source.schema().fields().stream()
        .filter(field -> isUnread(field.name()))
        .anyMatch(field -> Pattern.compile("\\b" + field.name() + "\\b").matcher(filter).find());
  }

  /** The newest events are kept in the state, whose size must have a bound. */
  private void keepsNoObjects(Aggregation aggregation, String window) {
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

  void check(Aggregation aggregation) {
    aggregation
        .field()
        .filter(field -> !isUnread(field))
        .ifPresent(field -> field(aggregation, source.schema(), field));
    arguments(aggregation);
    if (fieldsFit(aggregation)) {
      plan(aggregation);
    }
    aggregation.filter().ifPresent(filter -> filter(aggregation, "where", filter));
    if (aggregation.window() instanceof Window.Last last) {
      keepsNoObjects(aggregation, last.filter().orElse(""));
      last.filter().ifPresent(filter -> filter(aggregation, "windows", filter));
    }
    if (aggregation.window() instanceof Window.Session session) {
      session.filter().ifPresent(filter -> filter(aggregation, "windows", filter));
    }
    calendar(aggregation);
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

  private void filter(Aggregation aggregation, String key, String filter) {
    Place place = places.of(aggregation, key);
    if (!checked.add(List.of(place, source.name(), filter))) {
      return; // Another one of the same template has been reported.
    }
    try {
      Filters.compile(source.schema(), filter);
    } catch (ExpressionException e) {
      if (!mentionsUnread(filter)) {
        problems.add(place, "where: " + e.where(), e.hint());
      }
    }
  }

  /** Local days begin at whole seconds. */
  private void calendar(Aggregation aggregation) {
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
  private boolean fieldsFit(Aggregation aggregation) {
    Function function = Functions.of(aggregation.function());
    return function.arguments().stream()
            .filter(a -> a.kind() == Argument.Kind.FIELD)
            .filter(a -> aggregation.arguments().has(a.name()))
            .allMatch(a -> fits(aggregation.arguments().get(a.name(), String.class), a.accepts()))
        && aggregation.field().stream().allMatch(f -> fits(f, function.accepts()));
  }

  private boolean fits(String field, Accepts accepts) {
    return !isUnread(field)
        && source.schema().has(field)
        && accepts.accepts(source.schema().field(field).type());
  }

  /** Checks the fields that arguments name. */
  private void arguments(Aggregation aggregation) {
    for (Argument argument : Functions.of(aggregation.function()).arguments()) {
      if (argument.kind() == Argument.Kind.FIELD && aggregation.arguments().has(argument.name())) {
        String name = aggregation.arguments().get(argument.name(), String.class);
        if (!isUnread(name)) {
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
  private void plan(Aggregation aggregation) {
    Call call = Functions.call(aggregation, source);
    try {
      Functions.of(aggregation.function()).plan(call, new Columns(source.schema()));
      series(call);
    } catch (IllegalArgumentException e) {
      problems.add(places.of(aggregation, "function"), e.getMessage(), "");
    }
  }

  private static void series(Call call) {
    FeatureType type = Functions.of(call.aggregation().function()).type(call);
    if (call.window() instanceof Window.Series && !type.isScalar()) {
      throw new IllegalArgumentException(
          call.aggregation().function()
              + " has a list or a map for each window, and a series is a list of single values;"
              + " write a window such as 1h");
    }
  }
}
