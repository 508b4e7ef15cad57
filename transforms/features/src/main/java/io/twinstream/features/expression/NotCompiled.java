package io.twinstream.features.expression;

/** Thrown inside the compiler where a piece of an expression must be left to the interpreter. */
final class NotCompiled extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotCompiled(String what) {
    super(what, null, false, false);
  }
}
