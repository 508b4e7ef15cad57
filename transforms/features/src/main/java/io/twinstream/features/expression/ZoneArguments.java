package io.twinstream.features.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import io.twinstream.features.time.Zone;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The arguments of an expression that name time zones. */
final class ZoneArguments {
  private static final Set<String> PARTS_OF_TIMES =
      Set.of(
          "getFullYear",
          "getMonth",
          "getDate",
          "getDayOfMonth",
          "getDayOfWeek",
          "getDayOfYear",
          "getHours",
          "getMinutes",
          "getSeconds",
          "getMilliseconds");

  private ZoneArguments() {}

  /**
   * Checks that the zones exist.
   *
   * @throws ExpressionException with the place of the first one that does not
   */
  static void require(CelAbstractSyntaxTree parsed) {
    List<CelExpr> named = of(parsed).filter(ZoneArguments::isText).toList();
    for (CelExpr zone : named) {
      try {
        Zone unused = new Zone(zone.constant().stringValue());
      } catch (IllegalArgumentException e) {
        throw new ExpressionException(
            1, 1, e.getMessage(), "write one like Europe/London, UTC or +02:00");
      }
    }
  }

  static boolean isText(CelExpr zone) {
    return zone.getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && zone.constant().getKind() == CelConstant.Kind.STRING_VALUE;
  }

  static Stream<CelExpr> of(CelAbstractSyntaxTree parsed) {
    return CelNavigableAst.fromAst(parsed)
        .getRoot()
        .allNodes()
        .map(node -> node.expr())
        .filter(expr -> expr.getKind() == CelExpr.ExprKind.Kind.CALL)
        .map(CelExpr::call)
        .filter(call -> PARTS_OF_TIMES.contains(call.function()) && call.target().isPresent())
        .filter(call -> call.args().size() == 1)
        .map(call -> call.args().get(0));
  }
}
