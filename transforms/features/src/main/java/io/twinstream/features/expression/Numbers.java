package io.twinstream.features.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import java.util.List;
import java.util.Set;

/**
 * Makes double the only number type of a parsed expression, so that {@code amount > 10} and {@code
 * ts.getHours() / 2} mean what they look like: integer literals become doubles, and results of
 * functions that give integers are converted.
 */
final class Numbers {
  /** Standard functions whose result is an integer. */
  private static final Set<String> GIVE_INTEGERS =
      Set.of(
          "size",
          "int",
          "getFullYear",
          "getMonth",
          "getDayOfYear",
          "getDayOfMonth",
          "getDate",
          "getDayOfWeek",
          "getHours",
          "getMinutes",
          "getSeconds",
          "getMilliseconds");

  private long nextId = 1_000_000;

  private Numbers() {}

  static CelAbstractSyntaxTree unify(CelAbstractSyntaxTree parsed) {
    CelMutableAst ast = CelMutableAst.fromCelAst(parsed);
    ast.source().clearMacroCalls();
    new Numbers().visit(ast.expr());
    return ast.toParsedAst();
  }

  private void visit(CelMutableExpr expr) {
    switch (expr.getKind()) {
      case CONSTANT -> literal(expr);
      case SELECT -> visit(expr.select().operand());
      case LIST -> expr.list().elements().forEach(this::visit);
      case MAP ->
          expr.map()
              .entries()
              .forEach(
                  entry -> {
                    visit(entry.key());
                    visit(entry.value());
                  });
      case COMPREHENSION -> {
        visit(expr.comprehension().iterRange());
        visit(expr.comprehension().loopStep());
        visit(expr.comprehension().result());
      }
      case CALL -> call(expr);
      default -> {}
    }
  }

  private static void literal(CelMutableExpr expr) {
    if (expr.constant().getKind() == CelConstant.Kind.INT64_VALUE) {
      expr.setConstant(CelConstant.ofValue((double) expr.constant().int64Value()));
    }
  }

  private void call(CelMutableExpr expr) {
    CelMutableCall call = expr.call();
    call.target().ifPresent(this::visit);
    call.args().forEach(this::visit);
    if (call.function().equals("_[_]")) {
      call.setArg(1, convert("int", call.args().get(1)));
    } else if (call.function().equals("_%_")) {
      call.setArgs(call.args().stream().map(arg -> convert("int", arg)).toList());
      wrap(expr);
    } else if (GIVE_INTEGERS.contains(call.function())) {
      wrap(expr);
    }
  }

  /** Puts {@code double(...)} around a call, which keeps its place in the source. */
  private void wrap(CelMutableExpr expr) {
    CelMutableExpr inner = CelMutableExpr.newInstance(expr);
    inner.setId(nextId++);
    expr.setCall(CelMutableCall.create("double", List.of(inner)));
  }

  private CelMutableExpr convert(String function, CelMutableExpr arg) {
    return CelMutableExpr.ofCall(nextId++, CelMutableCall.create(function, List.of(arg)));
  }
}
