package io.twinstream.features.definition;

import java.io.Serializable;
import java.util.Objects;

/**
 * A named, typed column of a source.
 *
 * @param name unique within the source
 * @param type the type of its values
 * @param expression a CEL expression over the fields before it that computes its value in every
 *     event; empty for a field that is read from the input
 * @param path the {@link FieldPath} of its value in a record; empty if that is its name
 * @param fallback the text of its value in records that have none; empty if it is then null
 */
public record Field(String name, FieldType type, String expression, String path, String fallback)
    implements Serializable {
  public Field {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(expression, "expression");
    // Null in the form of earlier versions.
    path = path == null || path.equals(name) ? "" : path;
    fallback = fallback == null ? "" : fallback;
  }

  /** Creates a field that is null in records without a value. */
  public Field(String name, FieldType type, String expression, String path) {
    this(name, type, expression, path, "");
  }

  /** Creates a field that is read from the input or, with an expression, computed. */
  public Field(String name, FieldType type, String expression) {
    this(name, type, expression, "");
  }

  /** Creates a field that is read from the input. */
  public Field(String name, FieldType type) {
    this(name, type, "");
  }

  /** Reports whether the field is computed from others. */
  public boolean isComputed() {
    return !expression.isEmpty();
  }

  /** Returns the path of its value in a record. */
  public FieldPath fieldPath() {
    return path.isEmpty() ? FieldPath.ofKey(name) : FieldPath.parse(path);
  }

  /** Part of the layout of states: a change of this text makes stored states unreadable. */
  @Override
  public String toString() {
    String computed = isComputed() ? ", expression=" + expression : "";
    String read = path.isEmpty() ? "" : ", path=" + path;
    String otherwise = fallback.isEmpty() ? "" : ", default=" + fallback;
    return "Field[name=" + name + ", type=" + type + computed + read + otherwise + "]";
  }
}
