package io.twinstream.features.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.navigation.CelNavigableAst;
import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.expression.function.Functions;
import io.twinstream.features.expression.function.Literals;
import io.twinstream.features.expression.function.Overload;
import io.twinstream.features.expression.function.Parameter;
import io.twinstream.features.expression.function.Parameter.Kind;
import io.twinstream.features.expression.function.WrongArgument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The calls of {@link Functions} in a parsed expression, whose types are not known yet. */
final class Calls {
  /** The first part of the names of functions of numbers. */
  static final String NAMESPACE = "math";

  private Calls() {}

  /** An argument, with the parameter that it is for. */
  record Argument(CelExpr value, Parameter parameter) {
    Optional<Object> literal() {
      return Literals.value(value).filter(parameter::accepts);
    }
  }

  /** Returns the arguments for parameters that resolve literals. */
  static Stream<Argument> arguments(CelAbstractSyntaxTree parsed) {
    return CelNavigableAst.fromAst(parsed)
        .getRoot()
        .allNodes()
        .map(node -> node.expr())
        .filter(expr -> expr.getKind() == CelExpr.ExprKind.Kind.CALL)
        .flatMap(expr -> arguments(expr.call()))
        .filter(argument -> argument.parameter().kind().resolvesLiterals());
  }

  /** Returns the zones that an expression names. */
  static Stream<Argument> zones(CelAbstractSyntaxTree parsed) {
    return arguments(parsed).filter(argument -> argument.parameter().kind() == Kind.ZONE);
  }

  /** Returns the arguments of a call; none if no function has as many parameters. */
  private static Stream<Argument> arguments(CelCall call) {
    List<CelExpr> values = new ArrayList<>();
    boolean qualified = Functions.named(name(call)).isPresent() && name(call).contains(".");
    call.target().filter(target -> !qualified).ifPresent(values::add);
    values.addAll(call.args());
    // The overloads of one function with as many parameters accept the same literals.
    Optional<Overload> called =
        Functions.named(name(call)).stream()
            .flatMap(entry -> entry.overloads().stream())
            .filter(overload -> overload.parameters().size() == values.size())
            .findFirst();
    List<Argument> arguments = new ArrayList<>();
    called.ifPresent(
        overload -> {
          for (int i = 0; i < values.size(); i++) {
            arguments.add(new Argument(values.get(i), overload.parameters().get(i)));
          }
        });
    return arguments.stream();
  }

  /** Returns the name of the called function, such as {@code size} or {@code math.abs}. */
  static String name(CelCall call) {
    boolean math =
        call.target()
            .filter(target -> target.getKind() == CelExpr.ExprKind.Kind.IDENT)
            .filter(target -> target.ident().name().equals(NAMESPACE))
            .isPresent();
    return math ? NAMESPACE + "." + call.function() : call.function();
  }

  /**
   * Checks literal arguments.
   *
   * @throws ExpressionException with the place of the first one that its function does not accept
   */
  static void check(CelAbstractSyntaxTree parsed, Map<String, HolidayCalendar> calendars) {
    for (Argument argument : arguments(parsed).toList()) {
      Optional<Object> literal = argument.literal();
      try {
        literal.ifPresent(value -> argument.parameter().resolve(value, calendars));
      } catch (WrongArgument e) {
        throw at(parsed, argument.value(), e.getMessage(), e.hint());
      }
      if (literal.isEmpty() && argument.parameter().kind().needsLiteral()) {
        throw at(
            parsed,
            argument.value(),
            argument.parameter().name() + " must be a literal",
            "write " + argument.parameter().kind().example());
      }
    }
  }

  static ExpressionException at(
      CelAbstractSyntaxTree parsed, CelExpr expr, String what, String hint) {
    int offset = parsed.getSource().getPositionsMap().getOrDefault(expr.id(), 0);
    CelSourceLocation place =
        parsed.getSource().getOffsetLocation(offset).orElse(CelSourceLocation.of(1, 0));
    return new ExpressionException(place.getLine(), place.getColumn() + 1, what, hint);
  }
}
