package io.twinstream.features.expression;

import java.util.Optional;

/** Thrown if an expression is invalid; names the place and what to do. */
public final class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;
  private final String what;
  private final String hint;
  private final WrongName wrongName;

  public ExpressionException(int line, int column, String what, String hint) {
    this(line, column, what, hint, null);
  }

  public ExpressionException(int line, int column, String what, String hint, WrongName wrongName) {
    super(what + place(line, column) + (hint.isEmpty() ? "" : "; " + hint));
    this.line = line;
    this.column = column;
    this.what = what;
    this.hint = hint;
    this.wrongName = wrongName;
  }

  private static String place(int line, int column) {
    return " (" + (line > 1 ? "line " + line + ", " : "") + "column " + column + ")";
  }

  /** Returns the problem with its place in the expression. */
  public String where() {
    return what + place(line, column);
  }

  /** Returns the wrong name; empty if the problem is not a name. */
  public Optional<WrongName> wrongName() {
    return Optional.ofNullable(wrongName);
  }

  /** Returns the line within the expression, from 1. */
  public int line() {
    return line;
  }

  /** Returns the column within the line, from 1. */
  public int column() {
    return column;
  }

  /** Returns the problem. */
  public String what() {
    return what;
  }

  /** Returns how to fix it; may be empty. */
  public String hint() {
    return hint;
  }
}
