package io.twinstream.features.expression;

import java.util.Optional;

/**
 * Thrown when a list of features cannot be made: a name that is none, a cycle, a wrong expression.
 */
public final class FeatureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String what;
  private final String hint;
  private final String feature;
  private final String item;

  FeatureException(String what, String hint) {
    this(what, hint, null, null);
  }

  /** A wrong expression of a derived feature. */
  FeatureException(String feature, ExpressionException cause) {
    this("feature '" + feature + "': " + cause.where(), cause.hint(), feature, cause);
  }

  FeatureException(String what, String hint, String feature, Throwable cause) {
    this(what, hint, feature, null, cause);
  }

  private FeatureException(String what, String hint, String feature, String item, Throwable cause) {
    super(hint.isEmpty() ? what : what + "; " + hint, cause);
    this.what = what;
    this.hint = hint;
    this.feature = feature;
    this.item = item;
  }

  /** The same, told of an item of the list. */
  FeatureException in(String item) {
    FeatureException placed = new FeatureException(what, hint, feature, item, getCause());
    placed.setStackTrace(getStackTrace());
    return placed;
  }

  /** What is wrong. */
  public String what() {
    return what;
  }

  /** What to do about it; may be empty. */
  public String hint() {
    return hint;
  }

  /** The derived feature whose definition is at fault; empty if it is the list itself. */
  public Optional<String> feature() {
    return Optional.ofNullable(feature);
  }

  /**
   * The item of the list that could not be made, as written; empty if it is the list as a whole.
   */
  public Optional<String> item() {
    return Optional.ofNullable(item);
  }
}
