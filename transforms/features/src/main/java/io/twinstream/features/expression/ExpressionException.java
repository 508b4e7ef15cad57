package io.twinstream.features.expression;

import java.util.Optional;

/** Thrown when an expression is not valid: says where in it, and what to do. */
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

  /** What is wrong, and where in the expression. */
  public String where() {
    return what + place(line, column);
  }

  /** The name that is wrong; empty if something else is. */
  public Optional<WrongName> wrongName() {
    return Optional.ofNullable(wrongName);
  }

  /** The line within the expression, from 1. */
  public int line() {
    return line;
  }

  /** The column within the line, from 1. */
  public int column() {
    return column;
  }

  /** What is wrong. */
  public String what() {
    return what;
  }

  /** What to do about it; may be empty. */
  public String hint() {
    return hint;
  }
}
