package io.twinstream.features.expression;

import dev.cel.common.ast.CelExpr;
import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.expression.function.Literals;
import io.twinstream.features.expression.function.Overload;
import io.twinstream.features.expression.function.Parameter;
import io.twinstream.features.expression.node.Node;
import io.twinstream.features.expression.node.Operands;
import io.twinstream.features.expression.node.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes the nodes of calls of functions. */
final class FunctionCalls {
  private FunctionCalls() {}

  /**
   * Returns the node of a call.
   *
   * @param operands as many as the function has parameters
   * @param node makes the node of an operand that is not a resolved literal
   */
  static <C> Node<C> node(
      Overload function,
      List<CelExpr> operands,
      Map<String, HolidayCalendar> calendars,
      Function<CelExpr, Node<C>> node) {
    List<Node<C>> nodes = new ArrayList<>();
    List<Object> literals = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      CelExpr operand = operands.get(i);
      Parameter parameter = function.parameters().get(i);
      Optional<Object> literal =
          parameter.kind().resolvesLiterals() ? Literals.value(operand) : Optional.empty();
      literals.add(literal.map(value -> parameter.resolve(value, calendars)).orElse(null));
      if (literal.isPresent()) {
        nodes.add(null);
      } else if (parameter.kind().isList() && operand.getKind() == CelExpr.ExprKind.Kind.LIST) {
        nodes.add(list(parameter, operand.list().elements().stream().map(node).toList()));
      } else {
        nodes.add(node.apply(operand));
      }
    }
    return function.node(new Operands<>(nodes, literals));
  }

  private static <C> Node<C> list(Parameter parameter, List<Node<C>> elements) {
    return Values.list(parameter.kind().type(), elements).orElseThrow(parameter::mixed);
  }
}
