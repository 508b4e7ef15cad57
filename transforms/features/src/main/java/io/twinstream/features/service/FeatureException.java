package io.twinstream.features.service;

import io.twinstream.features.expression.ExpressionException;
import io.twinstream.features.expression.WrongName;
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
  private final WrongName wrongName;

  FeatureException(String what, String hint) {
    this(what, hint, null, null);
  }

  /** A wrong name in the list of features. */
  FeatureException(WrongName wrongName, String what, String hint) {
    this(what, hint, null, null, wrongName, null);
  }

  /** A wrong expression of a derived feature. */
  FeatureException(String feature, ExpressionException cause) {
    this("feature '" + feature + "': " + cause.where(), cause.hint(), feature, cause);
  }

  /** The same as the cause, which the expression of a derived feature led to. */
  FeatureException(String feature, FeatureException cause) {
    this("feature '" + feature + "': " + cause.what, cause.hint, feature, cause);
  }

  FeatureException(String what, String hint, String feature, Throwable cause) {
    this(what, hint, feature, null, wrongName(cause), cause);
  }

  private FeatureException(
      String what, String hint, String feature, String item, WrongName wrongName, Throwable cause) {
    super(hint.isEmpty() ? what : what + "; " + hint, cause);
    this.what = what;
    this.hint = hint;
    this.feature = feature;
    this.item = item;
    this.wrongName = wrongName;
  }

  private static WrongName wrongName(Throwable cause) {
    if (cause instanceof FeatureException e) {
      return e.wrongName;
    }
    return cause instanceof ExpressionException e ? e.wrongName().orElse(null) : null;
  }

  /** The same, told of an item of the list. */
  FeatureException in(String item) {
    FeatureException placed =
        new FeatureException(what, hint, feature, item, wrongName, getCause());
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

  /** The name that is wrong; empty if something else is. */
  public Optional<WrongName> wrongName() {
    return Optional.ofNullable(wrongName);
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
