package io.twinstream.features.expression.node;

import io.twinstream.features.bytes.Bytes;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.row.MapValue;
import java.util.function.Function;

/**
 * A part of a compiled expression: a pure function of a row, with a subtype per type of result.
 * Results are not boxed, so each type has a value that means null.
 *
 * @param <C> the row that variables are read from
 */
public sealed interface Node<C> {

  /** Returns a number; null is {@link Nulls#NUMBER}. */
  non-sealed interface Num<C> extends Node<C> {
    double number(C row);
  }

  /** Returns {@link Nulls#FALSE}, {@link Nulls#TRUE} or {@link Nulls#UNKNOWN}. */
  non-sealed interface Flag<C> extends Node<C> {
    int flag(C row);
  }

  /** Returns text, or Java's null. */
  non-sealed interface Text<C> extends Node<C> {
    String text(C row);
  }

  /** Returns a value in a long; null is {@link Nulls#LONG}. */
  sealed interface Longs<C> extends Node<C> {
    long value(C row);
  }

  /** Returns an integer, which only {@code double(...)} and {@code %} accept. */
  non-sealed interface Whole<C> extends Longs<C> {}

  /** Returns milliseconds since 1970. */
  non-sealed interface Moment<C> extends Longs<C> {}

  /** Returns a duration in milliseconds. */
  non-sealed interface Span<C> extends Longs<C> {}

  /**
   * Returns an array, or Java's null.
   *
   * @param element the type of its elements
   * @param length the greatest number of elements; 0 if it is not known
   */
  record Items<C>(FeatureType element, int length, Function<C, ArrayValue> items)
      implements Node<C> {
    /** Creates a node of an array of any length. */
    public Items(FeatureType element, Function<C, ArrayValue> items) {
      this(element, 0, items);
    }
  }

  /**
   * Returns a map, or Java's null.
   *
   * @param value the type of its values
   */
  record Entries<C>(FeatureType value, Function<C, MapValue> entries) implements Node<C> {}

  /** Returns bytes, or Java's null. */
  non-sealed interface Raw<C> extends Node<C> {
    Bytes bytes(C row);
  }
}
