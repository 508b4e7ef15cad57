package io.twinstream.features.expression.function;

import static io.twinstream.features.expression.function.FunctionEntry.function;
import static io.twinstream.features.expression.function.FunctionEntry.number;

import io.twinstream.features.expression.function.FunctionEntry.Builder;
import io.twinstream.features.expression.node.Node.Num;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/** Elementary functions, those of {@link StrictMath}. */
final class MathFunctions {
  private static final int MAX_ARGUMENTS = 8;

  private MathFunctions() {}

  static Stream<FunctionEntry> all() {
    return Stream.concat(powers(), others()).map(Builder::build);
  }

  private static Stream<Builder> powers() {
    return Stream.of(
        unary("math.abs", StrictMath::abs)
            .means("The absolute value.")
            .formula("|x|")
            .example("math.abs(-2.5)", "2.5"),
        unary("math.sqrt", StrictMath::sqrt)
            .means("The square root.")
            .formula("√x")
            .orNull("x < 0")
            .example("math.sqrt(9)", "3")
            .example("math.sqrt(-1)", "null"),
        unary("math.exp", StrictMath::exp)
            .means("The exponential function.")
            .formula("e^x")
            .orNull("the result is not finite")
            .example("math.exp(0)", "1")
            .example("math.exp(1000)", "null"),
        unary("math.log", StrictMath::log)
            .means("The natural logarithm.")
            .formula("ln x")
            .orNull("x ≤ 0")
            .example("math.log(1)", "0")
            .example("math.log(0)", "null"),
        unary("math.log1p", StrictMath::log1p)
            .means("The natural logarithm of 1 + x, exact near 0: compresses amounts and counts.")
            .formula("ln(1 + x)")
            .orNull("x ≤ -1")
            .example("math.log1p(0)", "0"),
        binary("math.pow", "x", "y", StrictMath::pow)
            .means("x to the power of y.")
            .formula("x^y")
            .orNull("the result is not finite or not real")
            .example("math.pow(2, 10)", "1024")
            .example("math.pow(-8, 0.5)", "null"));
  }

  private static Stream<Builder> others() {
    return Stream.of(
        unary("math.floor", StrictMath::floor)
            .means("The greatest integer that is not above x.")
            .formula("⌊x⌋")
            .example("math.floor(-2.5)", "-3"),
        unary("math.ceil", StrictMath::ceil)
            .means("The least integer that is not below x.")
            .formula("⌈x⌉")
            .example("math.ceil(2.1)", "3")
            .example("math.ceil(-0.5)", "0"),
        unary("math.round", MathFunctions::round)
            .means("The nearest integer; a half is rounded away from zero.")
            .formula("sign(x)·⌊|x| + ½⌋")
            .example("math.round(2.5)", "3")
            .example("math.round(-2.5)", "-3"),
        extreme("math.min", StrictMath::min)
            .means("The least of two to eight numbers.")
            .example("math.min(3, 1, 2)", "1"),
        extreme("math.max", StrictMath::max)
            .means("The greatest of two to eight numbers.")
            .example("math.max(3, 1, 2)", "3"),
        unary("math.sin", StrictMath::sin)
            .means("The sine of an angle in radians.")
            .formula("sin x")
            .example("math.sin(0)", "0"),
        unary("math.cos", StrictMath::cos)
            .means("The cosine of an angle in radians.")
            .formula("cos x")
            .example("math.cos(0)", "1"),
        binary("math.atan2", "y", "x", StrictMath::atan2)
            .means("The angle in radians, from -π to π, of the point (x, y).")
            .formula("atan2(y, x)")
            .example("math.atan2(1, 0)", "1.5707963267948966"));
  }

  private static Builder unary(String name, DoubleUnaryOperator function) {
    return function(name).of(number("x")).givesNumber(o -> Lift.number(o.num(0), function));
  }

  private static Builder binary(String name, String a, String b, DoubleBinaryOperator function) {
    return function(name)
        .of(number(a), number(b))
        .givesNumber(o -> Lift.number(o.num(0), o.num(1), function));
  }

  private static Builder extreme(String name, DoubleBinaryOperator choose) {
    Builder builder = function(name).calls(name + "(a, b, …)");
    for (int size = 2; size <= MAX_ARGUMENTS; size++) {
      Parameter[] parameters = new Parameter[size];
      for (int i = 0; i < size; i++) {
        parameters[i] = number(String.valueOf((char) ('a' + i)));
      }
      builder
          .of(parameters)
          .givesNumber(
              o -> {
                Num<Object> chosen = o.num(0);
                for (int i = 1; i < parameters.length; i++) {
                  chosen = Lift.number(chosen, o.num(i), choose);
                }
                return chosen;
              });
    }
    return builder;
  }

  /** Exact: the fraction of a double is a double. */
  static double round(double x) {
    double size = StrictMath.abs(x);
    double whole = StrictMath.floor(size);
    return StrictMath.copySign(size - whole >= 0.5 ? whole + 1 : whole, x);
  }
}
