package io.twinstream.features.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Source;
import io.twinstream.features.time.Zone;
import io.twinstream.features.time.ZoneTable;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds which time zone rules a definition uses. They decide values, so they are part of its
 * fingerprints.
 */
public final class ZonesUsed {
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

  private ZonesUsed() {}

  /**
   * Returns the names of the zones in these expressions whose clocks change, each with a hash of
   * the changes. If only the data names a zone, it may be any zone.
   */
  public static Collection<String> of(Stream<String> expressions) {
    TreeSet<String> used = new TreeSet<>();
    expressions
        .flatMap(expression -> arguments(Language.parse(expression)))
        .forEach(
            zone -> {
              if (isText(zone)) {
                new Zone(zone.constant().stringValue()).fingerprint().ifPresent(used::add);
              } else {
                used.add("any=" + ZoneTable.get().version());
              }
            });
    return used;
  }

  /** Returns the zones of the expressions of a source and of its history mapping. */
  public static Collection<String> of(Source source, Stream<String> expressions) {
    Stream<String> computed =
        source.schema().fields().stream().filter(Field::isComputed).map(Field::expression);
    TreeSet<String> used = new TreeSet<>(of(Stream.concat(computed, expressions)));
    source.history().zone().fingerprint().ifPresent(used::add);
    return used;
  }

  /**
   * Checks that the zones exist.
   *
   * @throws ExpressionException with the place of the first one that does not
   */
  static void require(CelAbstractSyntaxTree parsed) {
    List<CelExpr> named = arguments(parsed).filter(ZonesUsed::isText).toList();
    for (CelExpr zone : named) {
      try {
        Zone unused = new Zone(zone.constant().stringValue());
      } catch (IllegalArgumentException e) {
        throw new ExpressionException(
            1, 1, e.getMessage(), "write one like Europe/London, UTC or +02:00");
      }
    }
  }

  private static boolean isText(CelExpr zone) {
    return zone.getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && zone.constant().getKind() == CelConstant.Kind.STRING_VALUE;
  }

  private static Stream<CelExpr> arguments(CelAbstractSyntaxTree parsed) {
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
