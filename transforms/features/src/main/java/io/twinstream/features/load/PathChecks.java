package io.twinstream.features.load;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldPath;
import io.twinstream.features.definition.Source;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import java.util.List;
import java.util.Optional;

/** Checks the path of a field. */
final class PathChecks {
  private final Places places;
  private final Problems problems;

  PathChecks(Places places, Problems problems) {
    this.places = places;
    this.problems = problems;
  }

  void check(Source source, Field field) {
    Optional<FieldPath> path = path(field);
    if (path.isEmpty()) {
      return;
    }
    Place place = places.of(field, "");
    if (field.isComputed() && !field.path().isEmpty()) {
      problems.add(
          place, "field '" + field.name() + "' has a path and an expression", "leave one out");
    } else if (path.get().isOfEach() && !field.type().isArray()) {
      problems.add(
          place,
          "field '%s' has the path %s to each element, and type %s"
              .formatted(field.name(), path.get(), field.type()),
          "declare it as array(" + field.type() + "), or write [0] for the first element");
    }
    for (Field other : source.schema().fields()) {
      through(field, path.get(), other, place);
    }
  }

  private Optional<FieldPath> path(Field field) {
    try {
      return Optional.of(field.fieldPath());
    } catch (IllegalArgumentException e) {
      problems.add(
          places.of(field, ""),
          "'%s' is not a path (field '%s'): %s"
              .formatted(field.path(), field.name(), e.getMessage()),
          FieldPath.HINT);
      return Optional.empty();
    }
  }

  /** Refuses a path through the value of another field: a value is not an object too. */
  private void through(Field field, FieldPath path, Field other, Place place) {
    if (other.isComputed() || field.isComputed() || other.equals(field)) {
      return;
    }
    List<FieldPath.Step> ends;
    try {
      ends = other.fieldPath().steps();
    } catch (IllegalArgumentException e) {
      return; // It is reported for the other field.
    }
    int length = ends.size();
    boolean within = path.steps().size() > length && path.steps().subList(0, length).equals(ends);
    boolean element = within && other.type().isArray() && !path.steps().get(length).isKey();
    boolean scalarElement = element && path.steps().size() == length + 1;
    if (within && !scalarElement && !other.fieldPath().isOfEach()) {
      problems.add(
          place,
          "the path %s of field '%s' leads through field '%s', %s"
              .formatted(path, field.name(), other.name(), other.type().withArticle()),
          "leave one of the fields out: a value has no parts, and an object no value");
    }
  }
}
