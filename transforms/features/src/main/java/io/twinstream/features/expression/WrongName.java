package io.twinstream.features.expression;

/** A name in a list of features or in an expression that cannot be used there. */
public record WrongName(Kind kind, String name) {
  /** The kind of the mistake. Features are aggregations of views, and derived features. */
  public enum Kind {
    UNKNOWN_VIEW,
    UNKNOWN_FEATURE,
    UNKNOWN_REQUEST_FIELD,
    REPEATED_FEATURE
  }
}
