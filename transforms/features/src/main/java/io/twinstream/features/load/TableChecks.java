package io.twinstream.features.load;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Entity;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.text.Durations;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import java.util.List;
import java.util.Set;

/** Checks tables, and the views over them. */
final class TableChecks {
  private final Places places;
  private final Problems problems;

  TableChecks(Places places, Problems problems) {
    this.places = places;
    this.problems = problems;
  }

  /** Checks a source that is a table. */
  void check(Source source, TableRules rules) {
    String what = "table '" + source.name() + "'";
    field(source, "key", what, rules.key(), Set.of(Kind.STRING, Kind.LONG), "a string or a long");
    rules
        .order()
        .ifPresent(
            order ->
                field(
                    source,
                    "order",
                    what,
                    order,
                    Set.of(Kind.LONG, Kind.TIMESTAMP),
                    "a long or a timestamp"));
    if (rules.order().isPresent() && rules.loads() == TableRules.Loads.SNAPSHOT) {
      problems.add(
          places.of(source, "order"),
          "the rows of a snapshot are ordered by the number of its load (" + what + ")",
          "leave order out, or write loads: changes");
    }
    known(source, rules, what);
    if (rules.schedule().isZero()) {
      problems.add(places.of(source, "schedule"), what + " has a schedule of zero", "write 1d");
    }
    HistoryMapping history = source.history();
    if (history.known().isPresent() || !history.knownDelay().isZero()) {
      String key = history.known().isPresent() ? "known" : "known_delay";
      problems.add(
          places.of(history, key),
          what + " declares when its rows are known, so its history has no '" + key + "'",
          "leave it out");
    }
  }

  private void known(Source source, TableRules rules, String what) {
    if (rules.known().equals(TableRules.LOADED) || rules.known().isEmpty()) {
      return;
    }
    if (!rules.known().equals(TableRules.OCCURRED)) {
      field(source, "known", what, rules.known(), Set.of(Kind.TIMESTAMP), "a timestamp");
    } else if (source.eventTime().equals(TableRules.LOADED_AT)) {
      problems.add(
          places.of(source, "known"),
          what + " has known: ts but no event_time",
          "name the field with the time from which a row holds, or write known: load");
    }
  }

  private void field(
      Source source, String key, String what, String name, Set<Kind> kinds, String types) {
    if (name.isEmpty() || problems.isBroken("field", source.name() + "." + name)) {
      return;
    }
    Place place = places.of(source, key);
    if (!source.schema().has(name) || TableRules.isColumn(name)) {
      List<String> declared =
          names(source).stream().filter(field -> !TableRules.isColumn(field)).toList();
      problems.addUnknown(place, "field for " + key + " of " + what + ":", name, declared);
      return;
    }
    Field field = source.schema().field(name);
    if (!kinds.contains(field.type().kind())) {
      problems.add(
          place,
          "the %s of %s is '%s', %s".formatted(key, what, name, field.type().withArticle()),
          "it must be " + types);
    }
  }

  /** Checks a view over a table. */
  void check(View view, Entity entity, Source source, TableRules rules) {
    String what = "view '" + view.id() + "'";
    if (entity != null && source.schema().has(rules.key()) && !entity.key().equals(rules.key())) {
      problems.add(
          places.of(view, "entity"),
          "the key of entity '%s' is '%s', and that of table '%s' is '%s' (%s)"
              .formatted(entity.name(), entity.key(), source.name(), rules.key(), what),
          "a view over a table describes what the rows of the table describe");
    }
    if (!view.freshness().equals(rules.schedule())) {
      problems.add(
          places.of(view, "freshness"),
          "%s: the schedule of table '%s', %s, decides whether it is fresh"
              .formatted(what, source.name(), Durations.format(rules.schedule())),
          "leave freshness out");
    }
    for (Aggregation feature : view.aggregations()) {
      feature(view, source, feature);
    }
  }

  private void feature(View view, Source source, Aggregation feature) {
    Place place = places.of(feature, "field");
    if (!isField(feature)) {
      problems.add(
          places.of(view, "aggregations"),
          "view '%s' reads table '%s', which has rows and no events to aggregate"
              .formatted(view.id(), source.name()),
          "write fields: [...] instead of aggregations");
    } else if (!source.schema().has(feature.field().get())) {
      problems.addUnknown(
          place, "field of table '" + source.name() + "':", feature.field().get(), names(source));
    }
  }

  private static List<String> names(Source source) {
    return source.schema().fields().stream().map(Field::name).toList();
  }

  /** Reports whether a feature is a field of a table, as {@link ViewReader} reads them. */
  private static boolean isField(Aggregation feature) {
    return feature.function().equals(ViewReader.FIELD_FUNCTION)
        && feature.field().isPresent()
        && feature.filter().isEmpty()
        && feature.window().shape() == Window.Shape.LIFETIME;
  }
}
