package io.twinstream.features.format;

import java.util.Objects;

/**
 * Why a schema does not fit a source.
 *
 * @param field the name of the source's field; empty if the schema itself is the problem
 * @param isMissing whether the schema only lacks the field
 * @param line the line of the schema's text, from 1; 0 if it is unknown
 * @param what what is wrong
 * @param hint what to do
 */
public record SchemaProblem(String field, boolean isMissing, int line, String what, String hint) {
  public SchemaProblem {
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(hint, "hint");
  }

  /** Creates a problem of a schema or of a field that it has. */
  public SchemaProblem(String field, int line, String what, String hint) {
    this(field, false, line, what, hint);
  }
}
