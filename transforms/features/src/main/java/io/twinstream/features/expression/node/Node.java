package io.twinstream.features.expression.node;

/**
 * A piece of a compiled expression: a pure function of a row, told apart by what it gives. Nothing
 * is boxed, so each kind has a value of its own that means null.
 *
 * @param <C> the row that variables are read from
 */
public sealed interface Node<C> {

  /** Gives a number; null is {@link Nulls#NUMBER}. */
  non-sealed interface Num<C> extends Node<C> {
    double number(C row);
  }

  /** Gives {@link Nulls#FALSE}, {@link Nulls#TRUE} or {@link Nulls#UNKNOWN}. */
  non-sealed interface Flag<C> extends Node<C> {
    int flag(C row);
  }

  /** Gives text or Java's null. */
  non-sealed interface Text<C> extends Node<C> {
    String text(C row);
  }

  /** Gives something that a long holds; null is {@link Nulls#LONG}. */
  sealed interface Longs<C> extends Node<C> {
    long value(C row);
  }

  /** Gives an integer, which only {@code double(...)} and {@code %} take. */
  non-sealed interface Whole<C> extends Longs<C> {}

  /** Gives milliseconds since 1970. */
  non-sealed interface Moment<C> extends Longs<C> {}

  /** Gives a duration in milliseconds. */
  non-sealed interface Span<C> extends Longs<C> {}
}
