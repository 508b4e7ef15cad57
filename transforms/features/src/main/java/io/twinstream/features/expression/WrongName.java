package io.twinstream.features.expression;

/** A name, in a list of features or in an expression, that cannot stand there. */
public record WrongName(Kind kind, String name) {
  /** What is wrong with it. Features are aggregations of views, and derived ones. */
  public enum Kind {
    UNKNOWN_VIEW,
    UNKNOWN_FEATURE,
    UNKNOWN_REQUEST_FIELD,
    REPEATED_FEATURE
  }
}
