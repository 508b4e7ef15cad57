package io.twinstream.features.expression.node;

import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Node.Whole;

/** Arithmetic nodes; the result is null if an operand is null. */
final class Arithmetic {
  private Arithmetic() {}

  static <C> Num<C> add(Num<C> a, Num<C> b) {
    return row -> {
      double x = a.number(row);
      double y = b.number(row);
      return Nulls.isNull(x) || Nulls.isNull(y) ? Nulls.NUMBER : x + y;
    };
  }

  static <C> Num<C> subtract(Num<C> a, Num<C> b) {
    return row -> {
      double x = a.number(row);
      double y = b.number(row);
      return Nulls.isNull(x) || Nulls.isNull(y) ? Nulls.NUMBER : x - y;
    };
  }

  static <C> Num<C> multiply(Num<C> a, Num<C> b) {
    return row -> {
      double x = a.number(row);
      double y = b.number(row);
      return Nulls.isNull(x) || Nulls.isNull(y) ? Nulls.NUMBER : x * y;
    };
  }

  static <C> Num<C> divide(Num<C> a, Num<C> b) {
    return row -> {
      double x = a.number(row);
      double y = b.number(row);
      return Nulls.isNull(x) || Nulls.isNull(y) ? Nulls.NUMBER : x / y;
    };
  }

  static <C> Num<C> negate(Num<C> a) {
    return row -> {
      double x = a.number(row);
      return Nulls.isNull(x) ? x : -x;
    };
  }

  /** The remainder with the sign of the dividend, as in Java; null if the divisor is zero. */
  static <C> Whole<C> remainder(Whole<C> a, Whole<C> b) {
    return row -> {
      long x = a.value(row);
      long y = b.value(row);
      return Nulls.isNull(x) || Nulls.isNull(y) || y == 0 ? Nulls.LONG : x % y;
    };
  }

  /** Drops the fraction; null if the result does not fit into a 64-bit integer. */
  static <C> Whole<C> truncate(Num<C> a) {
    return row -> {
      double x = a.number(row);
      return x > -0x1p63 && x < 0x1p63 ? (long) x : Nulls.LONG; // false for NaN, hence for null
    };
  }

  static <C> Num<C> widen(Whole<C> a) {
    return row -> {
      long x = a.value(row);
      return Nulls.isNull(x) ? Nulls.NUMBER : (double) x;
    };
  }
}
