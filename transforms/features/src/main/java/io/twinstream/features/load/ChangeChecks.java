package io.twinstream.features.load;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.ChangeRules;
import io.twinstream.features.definition.Entity;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldPath;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.RecordFormat;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import java.util.List;
import java.util.Set;

/** Checks sources of changes, and the views over them. */
final class ChangeChecks {
  private static final Set<Kind> ORDERED = Set.of(Kind.LONG, Kind.TIMESTAMP);

  private final Places places;
  private final Problems problems;

  ChangeChecks(Places places, Problems problems) {
    this.places = places;
    this.problems = problems;
  }

  void check(Source source, ChangeRules rules) {
    String what = "source '" + source.name() + "'";
    field(source, "row", rules.row(), Set.of(Kind.STRING, Kind.LONG), "a string or a long");
    if (!rules.isDebezium()) {
      field(source, "change_time", rules.changeTime(), Set.of(Kind.TIMESTAMP), "a timestamp");
      rules
          .versions()
          .forEach(each -> field(source, "version", each, ORDERED, "a long or a timestamp"));
      rules
          .deleted()
          .ifPresent(each -> field(source, "deleted", each, Set.of(Kind.BOOLEAN), "a boolean"));
    }
    if (source.dedupe()) {
      problems.add(
          places.of(source, "dedupe"),
          what + " has dedupe, but a version of a row that comes twice changes no feature",
          "leave dedupe out");
    }
    source.schema().fields().stream()
        .filter(each -> rules.isDebezium() && isHidden(each))
        .forEach(each -> hidden(source, each));
    if (rules.isDebezium() && source.format().kind() != RecordFormat.Kind.JSON) {
      problems.add(
          places.of(source, "changes"),
          what + " has Debezium's envelopes in " + source.format().kind() + "; only JSON is read",
          "let the connector write JSON, or unwrap the envelopes and write changes: upsert");
    }
  }

  /** Reports whether a column of Debezium hides the column of the table that a field reads. */
  private static boolean isHidden(Field field) {
    FieldPath.Step first = field.fieldPath().steps().get(0);
    return !field.isComputed()
        && !ChangeRules.isColumn(field.name())
        && first.isKey()
        && ChangeRules.isColumn(first.key());
  }

  private void hidden(Source source, Field field) {
    problems.add(
        places.of(source, "fields"),
        "field '%s' of source '%s' reads '%s', which is a column of every source of Debezium"
            .formatted(field.name(), source.name(), field.path()),
        "rename the column of the table in the connector (ReplaceField), and read that");
  }

  private void field(Source source, String key, String name, Set<Kind> kinds, String types) {
    if (name.isEmpty() || problems.isBroken("field", source.name() + "." + name)) {
      return;
    }
    Place place = places.of(source, key);
    String what = "source '" + source.name() + "'";
    boolean hidden = source.changes().get().isDebezium() && ChangeRules.isColumn(name);
    if (!source.schema().has(name) || hidden) {
      List<String> declared =
          source.schema().fields().stream()
              .map(Field::name)
              .filter(each -> !source.changes().get().isDebezium() || !ChangeRules.isColumn(each))
              .toList();
      problems.addUnknown(place, "field for " + key + " of " + what + ":", name, declared);
      return;
    }
    Field field = source.schema().field(name);
    if (!kinds.contains(field.type().kind())) {
      problems.add(
          place,
          "the %s of %s is '%s', %s".formatted(key, what, name, field.type().withArticle()),
          "it must be " + types);
    } else if (field.isComputed() && !key.equals("deleted")) {
      problems.add(
          place,
          "the %s of %s is '%s', which is computed".formatted(key, what, name),
          "read it from the input");
    }
  }

  /** Checks a view over a source of changes. */
  void check(View view, Entity entity, Source source) {
    String what = "view '" + view.id() + "'";
    if (entity != null && entity.key().equals(source.changes().get().row())) {
      problems.add(
          places.of(view, "entity"),
          "%s describes the rows of source '%s' themselves".formatted(what, source.name()),
          "a view over changes describes what has many rows; for the latest row of a key, write"
              + " kind: table");
    }
    for (Aggregation aggregation : view.aggregations()) {
      Window.Shape shape = aggregation.window().shape();
      if (shape == Window.Shape.LIFETIME || shape == Window.Shape.LAST) {
        problems.add(
            places.of(aggregation, "windows"),
            "feature '%s' of %s has a window without an end in time, and source '%s' has changes:"
                    .formatted(aggregation.name(), what, source.name())
                + " all its rows would be kept for ever",
            "write a window such as 365d");
        return;
      }
    }
  }
}
