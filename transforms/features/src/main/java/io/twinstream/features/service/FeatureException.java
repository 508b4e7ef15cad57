package io.twinstream.features.service;

import io.twinstream.features.expression.ExpressionException;
import io.twinstream.features.expression.WrongName;
import java.util.Optional;

/**
 * Thrown if a list of features cannot be compiled: an unknown name, a cycle, an invalid expression.
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

  /** Creates the exception for a wrong name in the list of features. */
  FeatureException(WrongName wrongName, String what, String hint) {
    this(what, hint, null, null, wrongName, null);
  }

  /** Creates the exception for an invalid expression of a derived feature. */
  FeatureException(String feature, ExpressionException cause) {
    this("feature '" + feature + "': " + cause.where(), cause.hint(), feature, cause);
  }

  /** Creates the exception for a cause that the expression of a derived feature led to. */
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

  /** Returns a copy that names the item of the list. */
  FeatureException in(String item) {
    FeatureException placed =
        new FeatureException(what, hint, feature, item, wrongName, getCause());
    placed.setStackTrace(getStackTrace());
    return placed;
  }

  /** Returns the problem. */
  public String what() {
    return what;
  }

  /** Returns how to fix it; may be empty. */
  public String hint() {
    return hint;
  }

  /** Returns the wrong name; empty if the problem is not a name. */
  public Optional<WrongName> wrongName() {
    return Optional.ofNullable(wrongName);
  }

  /** Returns the derived feature with the wrong definition; empty if the list itself is wrong. */
  public Optional<String> feature() {
    return Optional.ofNullable(feature);
  }

  /** Returns the wrong item of the list as written; empty if the list as a whole is wrong. */
  public Optional<String> item() {
    return Optional.ofNullable(item);
  }
}
