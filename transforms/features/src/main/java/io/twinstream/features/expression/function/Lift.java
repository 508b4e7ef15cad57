package io.twinstream.features.expression.function;

import io.twinstream.features.expression.node.Node.Flag;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Node.Text;
import io.twinstream.features.expression.node.Nulls;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * Makes nodes of functions of values: the result is null if an argument is null or not finite, or
 * if the function returns a number that is not finite. Zero is positive.
 */
final class Lift {
  /** A function of three numbers. */
  interface Ternary {
    double apply(double a, double b, double c);
  }

  /** A function of four numbers. */
  interface Quaternary {
    double apply(double a, double b, double c, double d);
  }

  /** A function of text and a number. */
  interface TextNumber {
    String apply(String text, double number);
  }

  private Lift() {}

  static double finite(double value) {
    return Double.isFinite(value) ? value + 0.0 : Nulls.NUMBER;
  }

  static <C> Num<C> number(Num<C> a, DoubleUnaryOperator function) {
    return row -> {
      double x = a.number(row);
      return Double.isFinite(x) ? finite(function.applyAsDouble(x)) : Nulls.NUMBER;
    };
  }

  static <C> Num<C> number(Num<C> a, Num<C> b, DoubleBinaryOperator function) {
    return row -> {
      double x = a.number(row);
      double y = b.number(row);
      return Double.isFinite(x) && Double.isFinite(y)
          ? finite(function.applyAsDouble(x, y))
          : Nulls.NUMBER;
    };
  }

  static <C> Num<C> number(Num<C> a, Num<C> b, Num<C> c, Ternary function) {
    return row -> {
      double x = a.number(row);
      double y = b.number(row);
      double z = c.number(row);
      return Double.isFinite(x) && Double.isFinite(y) && Double.isFinite(z)
          ? finite(function.apply(x, y, z))
          : Nulls.NUMBER;
    };
  }

  static <C> Num<C> number(Num<C> a, Num<C> b, Num<C> c, Num<C> d, Quaternary function) {
    return row -> {
      double w = a.number(row);
      double x = b.number(row);
      double y = c.number(row);
      double z = d.number(row);
      return Double.isFinite(w) && Double.isFinite(x) && Double.isFinite(y) && Double.isFinite(z)
          ? finite(function.apply(w, x, y, z))
          : Nulls.NUMBER;
    };
  }

  static <C> Num<C> number(Text<C> a, ToDoubleFunction<String> function) {
    return row -> {
      String x = a.text(row);
      return x == null ? Nulls.NUMBER : finite(function.applyAsDouble(x));
    };
  }

  static <C> Num<C> number(Text<C> a, Text<C> b, ToDoubleBiFunction<String, String> function) {
    return row -> {
      String x = a.text(row);
      String y = b.text(row);
      return x == null || y == null ? Nulls.NUMBER : finite(function.applyAsDouble(x, y));
    };
  }

  /** The function may return null. */
  static <C> Text<C> text(Text<C> a, UnaryOperator<String> function) {
    return row -> {
      String x = a.text(row);
      return x == null ? null : function.apply(x);
    };
  }

  /** The function may return null. */
  static <C> Text<C> text(Text<C> a, Num<C> b, TextNumber function) {
    return row -> {
      String x = a.text(row);
      double y = b.number(row);
      return x == null || !Double.isFinite(y) ? null : function.apply(x, y);
    };
  }

  static <C> Flag<C> flag(Text<C> a, Predicate<String> function) {
    return row -> {
      String x = a.text(row);
      return x == null ? Nulls.UNKNOWN : Nulls.flag(function.test(x));
    };
  }
}
