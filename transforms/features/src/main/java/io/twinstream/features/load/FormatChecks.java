package io.twinstream.features.load;

import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.definition.Source;
import io.twinstream.features.format.PayloadFormat;
import io.twinstream.features.format.SchemaProblem;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import java.util.List;
import java.util.Optional;

/** Checks the defaults of fields, and that the fields fit the schema of the records. */
final class FormatChecks {
  private final Places places;
  private final Problems problems;

  FormatChecks(Places places, Problems problems) {
    this.places = places;
    this.problems = problems;
  }

  void check(Source source) {
    source.schema().fields().stream()
        .filter(field -> !field.fallback().isEmpty())
        .forEach(field -> fallback(source, field));
    if (source.format().schema().isEmpty()) {
      return;
    }
    PayloadFormat format = PayloadFormat.all().get(source.format().kind());
    if (format == null) {
      return; // A process without the library reads no records; those that do have checked it.
    }
    for (SchemaProblem each : format.problems(source.format().schema().get(), source)) {
      problems.add(place(source, each), each.what(), each.hint());
    }
  }

  /**
   * Compares the fields with the schemas of a registry, and the schema of the definitions with the
   * latest of them. An older schema may lack fields, which are then null.
   */
  void check(Source source, RegisteredSchemas registry) {
    PayloadFormat format = PayloadFormat.all().get(source.format().kind());
    if (format == null || !source.format().registry()) {
      return;
    }
    List<SchemaText> registered = registry.of(source);
    for (int i = 0; i < registered.size(); i++) {
      boolean latest = i == registered.size() - 1;
      for (SchemaProblem each : format.problems(registered.get(i), source)) {
        if (!each.isMissing() || (latest && source.format().schema().isEmpty())) {
          Place place =
              source.schema().has(each.field())
                  ? places.of(source.schema().field(each.field()), "")
                  : places.of(source.format(), "");
          problems.add(place, each.what(), each.hint());
        }
      }
    }
    if (!registered.isEmpty() && source.format().schema().isPresent()) {
      SchemaText next = source.format().schema().get();
      SchemaText last = registered.get(registered.size() - 1);
      for (String each : format.incompatible(last, next, source.format().message())) {
        problems.add(
            places.of(source.format(), "schema"),
            "%s cannot read what was written with %s: %s".formatted(next.name(), last.name(), each),
            "add fields with a default, and leave the others as they are");
      }
    }
  }

  private Place place(Source source, SchemaProblem problem) {
    if (source.schema().has(problem.field())) {
      return places.of(source.schema().field(problem.field()), "");
    }
    String attribute = problem.field().isEmpty() ? "schema" : problem.field();
    return problem.line() == 0
        ? places.of(source.format(), attribute)
        : new Place(
            SchemaFiles.FOLDER + "/" + source.format().schema().get().name(), problem.line());
  }

  private void fallback(Source source, Field field) {
    Place place = places.of(field, "");
    if (field.isComputed()) {
      problems.add(
          place,
          "field '%s' has a default and an expression".formatted(field.name()),
          "leave one out; an expression can use coalesce(x, default)");
      return;
    }
    if (field.name().equals(source.eventTime())
        || source.eventId().equals(Optional.of(field.name()))) {
      problems.add(
          place,
          "field '%s' has a default: event times and event ids differ".formatted(field.name()),
          "leave it out; records without one are dead letters");
      return;
    }
    if (field.type().isArray() && !field.fallback().equals("[]")) {
      problems.add(
          place,
          "field '%s' is an array with the default '%s'".formatted(field.name(), field.fallback()),
          "the default of an array can only be [], the empty array");
      return;
    }
    if (!field.type().isArray() && !EventBuilder.isValue(field.type(), field.fallback())) {
      problems.add(
          place,
          "the default '%s' of field '%s' is no %s"
              .formatted(field.fallback(), field.name(), field.type()),
          "write a value of its type");
    }
  }
}
