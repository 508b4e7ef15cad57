package io.twinstream.features.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExprConverter;
import dev.cel.common.ast.CelReference;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import io.twinstream.features.expression.function.Functions;
import io.twinstream.features.expression.function.Overload;
import io.twinstream.features.expression.node.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Replaces the calls of functions that CEL's interpreter cannot make: each becomes a variable,
 * whose node evaluates the operands one by one.
 *
 * @param <C> the row that variables are read from
 */
final class ApartCalls<C> {
  /** No name can begin with it. */
  private static final String PREFIX = "@call:";

  private final CelAbstractSyntaxTree ast;
  private final Variables<C> variables;
  private final Function<CelExpr, Node<C>> operand;
  private final Map<String, Node<C>> nodes = new HashMap<>();
  private final Map<Long, CelReference> references = new HashMap<>();

  /**
   * @param operand makes the node of an operand
   */
  ApartCalls(
      CelAbstractSyntaxTree ast, Variables<C> variables, Function<CelExpr, Node<C>> operand) {
    this.ast = ast;
    this.variables = variables;
    this.operand = operand;
  }

  /** Returns the checked tree of an expression without such calls. */
  CelAbstractSyntaxTree replaced(CelExpr expr) {
    references.putAll(ast.getReferenceMap());
    CelMutableExpr mutable = CelMutableExprConverter.fromCelExpr(expr);
    replace(mutable);
    return CelAbstractSyntaxTree.newCheckedAst(
        CelMutableExprConverter.fromMutableExpr(mutable),
        ast.getSource(),
        references,
        ast.getTypeMap());
  }

  /** Returns the nodes of the new variables. */
  Map<String, Node<C>> nodes() {
    return nodes;
  }

  private void replace(CelMutableExpr expr) {
    switch (expr.getKind()) {
      case SELECT -> replace(expr.select().operand());
      case LIST -> expr.list().elements().forEach(this::replace);
      case MAP ->
          expr.map()
              .entries()
              .forEach(
                  entry -> {
                    replace(entry.key());
                    replace(entry.value());
                  });
      case COMPREHENSION -> {
        replace(expr.comprehension().iterRange());
        replace(expr.comprehension().accuInit());
        replace(expr.comprehension().loopCondition());
        replace(expr.comprehension().loopStep());
        replace(expr.comprehension().result());
      }
      case CALL -> call(expr);
      default -> {}
    }
  }

  private void call(CelMutableExpr expr) {
    Optional<Overload> function = function(ast, expr.id());
    if (function.isEmpty()) {
      expr.call().target().ifPresent(this::replace);
      expr.call().args().forEach(this::replace);
      return;
    }
    List<CelExpr> operands =
        expr.call().args().stream().map(CelMutableExprConverter::fromMutableExpr).toList();
    String name = PREFIX + expr.id();
    nodes.put(name, FunctionCalls.node(function.get(), operands, variables.calendars(), operand));
    references.put(expr.id(), CelReference.newBuilder().setName(name).build());
    expr.setIdent(CelMutableExpr.CelMutableIdent.create(name));
  }

  private static Optional<Overload> function(CelAbstractSyntaxTree ast, long call) {
    return ast.getReference(call).stream()
        .flatMap(reference -> reference.overloadIds().stream())
        .flatMap(id -> Functions.overload(id).stream())
        .filter(Overload::isApart)
        .findFirst();
  }

  /**
   * Checks that no such call reads the variable of {@code exists} or {@code all}, which only the
   * interpreter has.
   *
   * @throws ExpressionException with the place of the first one
   */
  static void check(CelAbstractSyntaxTree ast) {
    Set<String> local = new HashSet<>();
    List<CelNavigableExpr> calls = new ArrayList<>();
    CelNavigableAst.fromAst(ast)
        .getRoot()
        .allNodes()
        .forEach(
            node -> {
              if (node.getKind() == CelExpr.ExprKind.Kind.COMPREHENSION) {
                local.add(node.expr().comprehension().iterVar());
              } else if (node.getKind() == CelExpr.ExprKind.Kind.CALL
                  && function(ast, node.id()).isPresent()) {
                calls.add(node);
              }
            });
    for (CelNavigableExpr call : calls) {
      boolean reads =
          call.allNodes()
              .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.IDENT)
              .anyMatch(node -> local.contains(node.expr().ident().name()));
      if (reads) {
        String name = call.expr().call().function();
        throw Calls.at(
            ast,
            call.expr(),
            name + " cannot read the variable of exists, exists_one or all",
            "move " + name + " out of it");
      }
    }
  }
}
