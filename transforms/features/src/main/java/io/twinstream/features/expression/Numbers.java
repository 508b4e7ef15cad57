package io.twinstream.features.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.ast.CelMutableExprConverter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes double the only number type of a parsed expression, so that {@code amount > 10} and {@code
 * ts.getHours() / 2} behave as expected. Integer literals become doubles, and integer results of
 * functions are converted. CEL's implementations disagree about the equality of negative zero, so
 * zero is added to every result that may be negative zero, which makes it positive.
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
          "getMilliseconds",
          "indexOf",
          "lastIndexOf");

  /** By function of text, the first of its arguments that are integers. */
  private static final Map<String, Integer> TAKE_INTEGERS =
      Map.of("charAt", 0, "substring", 0, "indexOf", 1, "lastIndexOf", 1, "split", 1, "replace", 2);

  private static final CelConstant ZERO = CelConstant.ofValue(0.0);

  private long nextId = 1_000_000;

  private final Set<String> texts;

  private Numbers(Set<String> texts) {
    this.texts = texts;
  }

  /**
   * @param texts the names of the variables that are text
   */
  static CelAbstractSyntaxTree unify(CelAbstractSyntaxTree parsed, Set<String> texts) {
    CelMutableExpr expr = CelMutableExprConverter.fromCelExpr(parsed.getExpr());
    new Numbers(texts).visit(expr);
    return CelAbstractSyntaxTree.newParsedAst(
        CelMutableExprConverter.fromMutableExpr(expr), parsed.getSource());
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
        visit(expr.comprehension().accuInit());
        visit(expr.comprehension().loopCondition());
        visit(expr.comprehension().loopStep());
        visit(expr.comprehension().result());
      }
      case CALL -> call(expr);
      default -> {}
    }
  }

  private static void literal(CelMutableExpr expr) {
    CelConstant constant = expr.constant();
    switch (constant.getKind()) {
      case INT64_VALUE -> expr.setConstant(CelConstant.ofValue((double) constant.int64Value()));
      case UINT64_VALUE ->
          expr.setConstant(CelConstant.ofValue(constant.uint64Value().doubleValue()));
      case DOUBLE_VALUE -> expr.setConstant(CelConstant.ofValue(constant.doubleValue() + 0.0));
      default -> {}
    }
  }

  private void call(CelMutableExpr expr) {
    CelMutableCall call = expr.call();
    call.target().ifPresent(this::visit);
    call.args().forEach(this::visit);
    int integers = TAKE_INTEGERS.getOrDefault(call.function(), call.args().size());
    for (int i = integers; i < call.args().size(); i++) {
      call.setArg(i, wrap(call.args().get(i), "int"));
    }
    switch (call.function()) {
      case "_[_]" -> index(call);
      case "_%_" -> {
        call.setArgs(call.args().stream().map(arg -> wrap(arg, "int")).toList());
        replace(expr, "double");
      }
      case "-_", "_*_", "_/_", "double" -> replace(expr, "_+_", ZERO);
      default -> {
        if (GIVE_INTEGERS.contains(call.function())) {
          replace(expr, "double");
        }
      }
    }
  }

  /** An index of an array is an integer; a category of a map is text. */
  private void index(CelMutableCall call) {
    CelMutableExpr index = call.args().get(1);
    boolean literal =
        index.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && index.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    if (!literal && !texts.contains(name(index))) {
      call.setArg(1, wrap(index, "int"));
    }
  }

  /** Returns the name of a variable, plain or qualified; empty text for other expressions. */
  private static String name(CelMutableExpr expr) {
    return switch (expr.getKind()) {
      case IDENT -> expr.ident().name();
      case SELECT -> name(expr.select().operand()) + "." + expr.select().field();
      default -> "";
    };
  }

  /**
   * Replaces an expression by a call of a function on it. The expression keeps its id, and so its
   * position.
   */
  private void replace(CelMutableExpr expr, String function, CelConstant... more) {
    CelMutableExpr inner = CelMutableExpr.newInstance(expr);
    CelMutableExpr outer = wrap(inner, function, more);
    expr.setId(outer.id());
    expr.setCall(outer.call());
  }

  private CelMutableExpr wrap(CelMutableExpr inner, String function, CelConstant... more) {
    List<CelMutableExpr> args = new ArrayList<>(List.of(inner));
    for (CelConstant constant : more) {
      args.add(CelMutableExpr.ofConstant(nextId++, constant));
    }
    return CelMutableExpr.ofCall(nextId++, CelMutableCall.create(function, args));
  }
}
