package io.twinstream.features.expression.node;

/** Thrown inside the compiler if the interpreter must evaluate a subexpression. */
public final class NotCompiled extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NotCompiled(String what) {
    super(what, null, false, false);
  }
}
