package io.twinstream.features.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.SimpleType;
import io.twinstream.features.expression.function.Functions;
import io.twinstream.features.expression.function.Overload;
import io.twinstream.features.expression.function.WrongArgument;
import io.twinstream.features.expression.node.InList;
import io.twinstream.features.expression.node.Node;
import io.twinstream.features.expression.node.NotCompiled;
import io.twinstream.features.expression.node.Operands;
import io.twinstream.features.expression.node.Overloads;
import io.twinstream.features.expression.node.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compiles a checked CEL tree into {@link Node}s. A subexpression without a node type goes to the
 * {@link Interpreter} as a whole.
 */
final class Compiler<C> {
  private final CelAbstractSyntaxTree ast;
  private final Variables<C> variables;
  private int interpreted;

  Compiler(CelAbstractSyntaxTree ast, Variables<C> variables) {
    this.ast = ast;
    this.variables = variables;
  }

  Node<C> compile() {
    return compile(ast.getExpr());
  }

  /** Returns how many subexpressions went to the interpreter. */
  int interpreted() {
    return interpreted;
  }

  private Node<C> compile(CelExpr expr) {
    int before = interpreted;
    try {
      return node(expr);
    } catch (NotCompiled e) {
      boolean inexact = SimpleType.TIMESTAMP.equals(ast.getTypeMap().get(expr.id()));
      if (inexact && expr != ast.getExpr()) {
        throw e; // The timestamps of the interpreter are finer than those of nodes.
      }
      interpreted = before + 1;
      return Interpreter.node(ast, expr, variables);
    }
  }

  private Node<C> node(CelExpr expr) {
    Optional<CelReference> reference = ast.getReference(expr.id());
    return switch (expr.getKind()) {
      case CONSTANT -> fold(expr);
      case IDENT, SELECT -> variable(reference);
      case CALL -> isConstant(expr) ? fold(expr) : call(expr.call(), reference);
      default -> throw new NotCompiled(expr.getKind().name());
    };
  }

  private static boolean isList(CelExpr expr) {
    return expr.getKind() == CelExpr.ExprKind.Kind.LIST;
  }

  /** Reports whether a subexpression contains no variables. */
  private static boolean isConstant(CelExpr expr) {
    return switch (expr.getKind()) {
      case CONSTANT -> true;
      case CALL ->
          expr.call().target().map(Compiler::isConstant).orElse(true)
              && expr.call().args().stream().allMatch(Compiler::isConstant);
      default -> false;
    };
  }

  /** Evaluates a subexpression without variables once, at compile time. */
  private Node<C> fold(CelExpr expr) {
    return Values.constant(
        ast.getTypeMap().get(expr.id()), new Interpreter<>(ast, expr, variables).value(null));
  }

  private Node<C> variable(Optional<CelReference> reference) {
    Node<C> node = reference.map(r -> variables.node(r.name())).orElse(null);
    if (node == null) {
      throw new NotCompiled("a name that CEL defines");
    }
    return node;
  }

  private Node<C> call(CelCall call, Optional<CelReference> reference) {
    if (reference.isEmpty() || reference.get().overloadIds().size() != 1) {
      throw new NotCompiled("overloads decided at run time");
    }
    String overload = reference.get().overloadIds().get(0);
    if (overload.equals("in_list") && isList(call.args().get(1))) {
      return InList.in(compile(call.args().get(0)), call.args().get(1));
    }
    List<CelExpr> operands = new ArrayList<>();
    call.target().ifPresent(operands::add);
    operands.addAll(call.args());
    Optional<Overload> function = Functions.overload(overload).filter(Overload::hasBody);
    if (function.isEmpty()) {
      return Overloads.node(
          overload, new Operands<>(operands.stream().map(this::compile).toList()));
    }
    try {
      return FunctionCalls.node(function.get(), operands, variables.calendars(), this::compile);
    } catch (WrongArgument e) { // Only of lists, whose elements the checker lets differ.
      CelExpr list = operands.stream().filter(Compiler::isList).findFirst().orElseThrow();
      throw Calls.at(ast, list, e.getMessage(), e.hint());
    }
  }
}
