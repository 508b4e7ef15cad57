package io.twinstream.formats;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldPath;
import io.twinstream.features.definition.FieldPath.Step;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Source;
import io.twinstream.features.format.SchemaProblem;
import io.twinstream.features.text.Names;
import java.util.ArrayList;
import java.util.List;

/** Checks that the fields of a source are in a schema, with types that can be read. */
public final class FieldFit {
  private final SchemaNode record;
  private final String schema;
  private final List<SchemaProblem> problems = new ArrayList<>();
  private final List<SchemaProblem> presence = new ArrayList<>();

  private FieldFit(SchemaNode record, String schema) {
    this.record = record;
    this.schema = schema;
  }

  /**
   * Returns what does not fit.
   *
   * @param record the type of records
   * @param schema the name of the schema, for messages
   */
  public static List<SchemaProblem> problems(SchemaNode record, String schema, Source source) {
    FieldFit fit = new FieldFit(record, schema).check(source);
    fit.problems.addAll(fit.presence);
    return fit.problems;
  }

  /**
   * Returns only the fields whose value a record may lack without a difference, and that have no
   * default in the source. Records with such a schema cannot be events of the source.
   */
  public static List<SchemaProblem> withoutPresence(
      SchemaNode record, String schema, Source source) {
    return new FieldFit(record, schema).check(source).presence;
  }

  private FieldFit check(Source source) {
    for (Field field : source.schema().fields()) {
      if (!field.isComputed()) {
        check(field);
      }
    }
    return this;
  }

  private void check(Field field) {
    SchemaNode node = record;
    FieldPath path;
    try {
      path = field.fieldPath();
    } catch (IllegalArgumentException e) {
      return; // It is reported as a wrong path.
    }
    StringBuilder done = new StringBuilder();
    for (Step step : path.steps()) {
      String inside = done.isEmpty() ? schema : "'" + done + "' of " + schema;
      if (node.shape() == Shape.MIXED && node.keys().isEmpty() && node.element() == null) {
        return;
      }
      if (step.isKey()) {
        SchemaNode next = node.key(step.key());
        if (next == null) {
          missing(field, node, step.key(), inside);
          return;
        }
        node = next;
        done.append(done.isEmpty() ? "" : ".").append(step.key());
      } else {
        if (node.element() == null) {
          add(
              field,
              "%s has the type %s, which is no array".formatted(inside, node.type()),
              "fix its path");
          return;
        }
        node = node.element();
        done.append(step.isEach() ? "[*]" : "[" + step.index() + "]");
      }
    }
    if (path.isOfEach()) {
      element(field, node, done.toString());
    } else {
      whole(field, node, done.toString());
    }
  }

  private void missing(Field field, SchemaNode node, String key, String inside) {
    if (node.keys().isEmpty()) {
      add(
          field,
          "%s has the type %s, which has no '%s'".formatted(inside, node.type(), key),
          "fix its path");
    } else {
      problems.add(
          new SchemaProblem(
              field.name(),
              true,
              0,
              "field '%s': %s has no '%s'".formatted(field.name(), inside, key),
              Names.didYouMean(key, node.keys())));
    }
  }

  private void element(Field field, SchemaNode node, String path) {
    FieldType type = field.type().isArray() ? field.type().element() : field.type();
    fits(field, type, node, path);
    if (node.implicit() != null && !node.implicit().isEmpty()) {
      addPresence(
          field,
          "'%s' of %s has no presence: its elements cannot tell %s from no value"
              .formatted(path, schema, node.implicit()),
          "declare it optional in the schema");
    }
    if (!field.fallback().equals("[]") && isRepeated(field)) {
      noPresence(field, path, "[]");
    }
  }

  /** Reports whether the array that a path leads through is one that an empty one equals. */
  private boolean isRepeated(Field field) {
    SchemaNode node = record;
    for (Step step : field.fieldPath().steps()) {
      if (step.isEach()) {
        return "[]".equals(node.implicit());
      }
      node = step.isKey() ? node.key(step.key()) : node.element();
      if (node == null) {
        return false;
      }
    }
    return false;
  }

  private void whole(Field field, SchemaNode node, String path) {
    FieldType type = field.type();
    fits(field, type, node, path);
    if (type.isArray() && node.element() != null) {
      fits(field, type.element(), node.element(), path + "[]");
    }
    String implicit = node.implicit();
    if (implicit != null && !implicit.isEmpty() && !isSame(type, field.fallback(), implicit)) {
      noPresence(field, path, implicit);
    }
  }

  private static boolean isSame(FieldType type, String fallback, String implicit) {
    return switch (type.kind()) {
      case LONG, DECIMAL, DOUBLE -> fallback.matches("[+-]?0+(\\.0*)?") && implicit.equals("0");
      case BOOLEAN ->
          fallback.equals(implicit) || (fallback.equals("false") && implicit.equals("0"));
      default -> fallback.equals(implicit);
    };
  }

  private void noPresence(Field field, String path, String implicit) {
    addPresence(
        field,
        "'%s' of %s has no presence: a record cannot tell %s from no value"
            .formatted(path, schema, implicit),
        "declare the field with default: %s, or optional in the schema".formatted(implicit));
  }

  private void fits(Field field, FieldType type, SchemaNode node, String path) {
    if (!node.shape().fits(type)) {
      add(
          field,
          "'%s' of %s has the type %s, which cannot be a %s"
              .formatted(path, schema, node.type(), type),
          "declare the field with a type that fits, or fix its path");
    }
  }

  private void add(Field field, String what, String hint) {
    problems.add(problem(field, what, hint));
  }

  private void addPresence(Field field, String what, String hint) {
    presence.add(problem(field, what, hint));
  }

  private static SchemaProblem problem(Field field, String what, String hint) {
    return new SchemaProblem(field.name(), 0, "field '" + field.name() + "': " + what, hint);
  }
}
