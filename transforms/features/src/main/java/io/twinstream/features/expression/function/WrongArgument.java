package io.twinstream.features.expression.function;

/** Thrown if a literal argument of a function is invalid. */
public final class WrongArgument extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String hint;

  WrongArgument(String what, String hint) {
    super(what);
    this.hint = hint;
  }

  /** Returns how to fix it. */
  public String hint() {
    return hint;
  }
}
