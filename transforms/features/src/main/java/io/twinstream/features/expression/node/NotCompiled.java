package io.twinstream.features.expression.node;

/** Thrown inside the compiler where a piece of an expression must be left to the interpreter. */
public final class NotCompiled extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NotCompiled(String what) {
    super(what, null, false, false);
  }
}
