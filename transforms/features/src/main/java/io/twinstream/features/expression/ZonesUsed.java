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
 * Which rules of time zones a definition uses: they decide values, so they are part of its
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
   * Of expressions: the names of zones whose clocks change, with a hash of when; a zone that only
   * the data name may be any.
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

  /** As of the source's expressions, and of the zone of its history. */
  public static Collection<String> of(Source source, Stream<String> expressions) {
    Stream<String> computed =
        source.schema().fields().stream().filter(Field::isComputed).map(Field::expression);
    TreeSet<String> used = new TreeSet<>(of(Stream.concat(computed, expressions)));
    source.history().zone().fingerprint().ifPresent(used::add);
    return used;
  }

  /**
   * Refuses zones that do not exist.
   *
   * @throws ExpressionException with the place of the first one
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
