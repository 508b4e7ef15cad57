package io.twinstream.features.load;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.expression.ComputedField;
import io.twinstream.features.expression.ExpressionException;
import io.twinstream.features.text.Durations;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import java.util.List;
import java.util.Optional;

/** Checks a source. */
final class SourceChecks {
  private final Places places;
  private final Problems problems;
  private final NameRules names;

  SourceChecks(Places places, Problems problems) {
    this.places = places;
    this.problems = problems;
    this.names = new NameRules(problems);
  }

  void check(Source source) {
    String what = "source '" + source.name() + "'";
    names.identifier(places.of(source, ""), "source", source.name());
    for (Field field : source.schema().fields()) {
      names.identifier(places.of(field, ""), "field", field.name());
      new PathChecks(places, problems).check(source, field);
      if (field.isComputed()) {
        computed(source, what, field);
      }
    }
    boolean noFields = source.isTable() && source.schema().size() == 0; // has been reported
    if (!source.eventTime().isEmpty() && !noFields) {
      eventTime(source, what);
    }
    source.eventId().filter(id -> !source.isOfChanges()).ifPresent(id -> eventId(source, what, id));
    if (source.dedupe() && source.eventId().isEmpty()) {
      problems.add(
          places.of(source, "dedupe"), what + " has dedupe but no event_id", "name the event_id");
    }
    if (source.resolution().toMillis() < 1) {
      problems.add(
          places.of(source, "resolution"), what + ": the resolution is below 1ms", "write 1ms");
    }
    if (source.maxLateness().compareTo(source.resolution().minusMillis(1)) < 0) {
      problems.add(
          places.of(source, "resolution"),
          "%s: max_lateness %s is shorter than the resolution %s, to which event times are floored"
              .formatted(
                  what,
                  Durations.format(source.maxLateness()),
                  Durations.format(source.resolution())),
          "events would be late when they happen: allow at least as much");
    }
    history(source, what);
    source.table().ifPresent(rules -> new TableChecks(places, problems).check(source, rules));
    source.changes().ifPresent(rules -> new ChangeChecks(places, problems).check(source, rules));
    new FormatChecks(places, problems).check(source);
  }

  private void computed(Source source, String what, Field field) {
    Place place = places.of(field, "");
    if (field.name().equals(source.eventTime())
        || source.eventId().equals(Optional.of(field.name()))) {
      problems.add(
          place,
          "field '" + field.name() + "' of " + what + " cannot be computed",
          "read event time and event id from the input");
    }
    try {
      ComputedField.compile(source.schema(), field);
    } catch (ExpressionException e) {
      String order =
          e.hint().isEmpty() ? "" : " A computed field can read only the fields above it.";
      problems.add(place, "field '" + field.name() + "': " + e.where(), e.hint() + order);
    }
  }

  private void eventTime(Source source, String what) {
    Place place = places.of(source, "event_time");
    if (known(place, source, "event_time of " + what, source.eventTime())
        && source.schema().field(source.eventTime()).type().kind() != Kind.TIMESTAMP) {
      problems.add(
          place,
          "event_time '"
              + source.eventTime()
              + "' is a "
              + source.schema().field(source.eventTime()).type(),
          "declare the field as timestamp");
    }
  }

  private void eventId(Source source, String what, String id) {
    Place place = places.of(source, "event_id");
    if (known(place, source, "event_id of " + what, id)) {
      Kind kind = source.schema().field(id).type().kind();
      if (kind != Kind.STRING && kind != Kind.LONG) {
        problems.add(
            place, "event_id '" + id + "' is neither string nor long", "declare it as string");
      }
    }
  }

  private boolean known(Place place, Source source, String what, String field) {
    if (source.schema().has(field)) {
      return true;
    }
    problems.addUnknown(place, "field for " + what + ":", field, fieldNames(source.schema()));
    return false;
  }

  static List<String> fieldNames(Schema schema) {
    return schema.fields().stream().map(Field::name).toList();
  }

  private void history(Source source, String what) {
    HistoryMapping history = source.history();
    Place columns = places.of(history, "columns");
    for (String field : history.columns().keySet()) {
      if (!source.schema().has(field)) {
        problems.addUnknown(
            columns, "field for a column of " + what + ":", field, fieldNames(source.schema()));
      }
    }
    if (!history.header().isEmpty()) {
      header(source, history);
    }
    if (history.known().isPresent() && !history.knownDelay().isZero()) {
      problems.add(
          places.of(history, "known_delay"),
          "known and known_delay exclude each other",
          "leave known_delay out, since a column has the known time");
    }
    boolean isKnown = history.known().isPresent() || !history.knownDelay().isZero();
    if (history.assumeKnown() && (isKnown || source.isTable())) {
      problems.add(
          places.of(history, "assume_known"),
          what + " declares when its events are known, so nothing is assumed",
          "leave assume_known out");
    }
  }

  private void header(Source source, HistoryMapping history) {
    Place place = places.of(history, "header");
    if (history.format() != HistoryMapping.Format.CSV) {
      problems.add(place, "only CSV files have a header", "leave it out, or write format: csv");
    }
    if (history.known().isPresent() && !history.header().contains(history.known().get())) {
      problems.addUnknown(place, "column for known:", history.known().get(), history.header());
    }
    for (Field field : source.schema().fields()) {
      if (field.isComputed() || source.setsColumn(field.name())) {
        continue;
      }
      String column = history.column(field);
      if (!history.header().contains(column)) {
        problems.addUnknown(
            place, "column for field '" + field.name() + "':", column, history.header());
      } else if (history.header().indexOf(column) != history.header().lastIndexOf(column)) {
        problems.add(
            place,
            "column '%s' of field '%s' occurs more than once".formatted(column, field.name()),
            "rename the columns that are not read");
      }
    }
  }
}
