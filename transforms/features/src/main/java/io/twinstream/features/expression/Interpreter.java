package io.twinstream.features.expression;

import com.google.protobuf.Timestamp;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelUnknownSet;
import dev.cel.runtime.CelVariableResolver;
import io.twinstream.features.expression.node.Node;
import io.twinstream.features.expression.node.Node.Flag;
import io.twinstream.features.expression.node.Node.Moment;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Node.Text;
import io.twinstream.features.expression.node.NotCompiled;
import io.twinstream.features.expression.node.Nulls;
import io.twinstream.features.expression.node.Values;
import java.util.Map;

/**
 * Evaluates a subexpression with CEL's own interpreter. It handles what compiled nodes do not
 * cover, and tests compare compiled nodes with it. A variable without a value is a CEL unknown,
 * which propagates like null; an evaluation error is null too.
 */
final class Interpreter<C> {
  private final CelRuntime.Program program;
  private final Variables<C> variables;

  private final Map<String, Node<C>> apart;

  Interpreter(CelAbstractSyntaxTree ast, CelExpr expr, Variables<C> variables) {
    ApartCalls<C> calls = new ApartCalls<>(ast, variables, e -> node(ast, e, variables));
    this.program = Language.program(calls.replaced(expr));
    this.apart = calls.nodes();
    this.variables = variables;
  }

  /** Creates a node that evaluates with the interpreter. */
  static <C> Node<C> node(CelAbstractSyntaxTree ast, CelExpr expr, Variables<C> variables) {
    Interpreter<C> interpreter = new Interpreter<>(ast, expr, variables);
    CelType type = ast.getTypeMap().get(expr.id());
    if (SimpleType.DOUBLE.equals(type)) {
      return (Num<C>) interpreter::number;
    } else if (SimpleType.BOOL.equals(type)) {
      return (Flag<C>) interpreter::flag;
    } else if (SimpleType.STRING.equals(type)) {
      return (Text<C>) row -> (String) interpreter.value(row);
    } else if (SimpleType.TIMESTAMP.equals(type)) {
      return (Moment<C>) interpreter::moment;
    } else if (type instanceof ListType) {
      return Values.items(type, interpreter::value);
    }
    throw new NotCompiled("a value of type " + type.name());
  }

  /** Returns the value; null for null and errors. */
  Object value(C row) {
    try {
      Object value = program.eval((CelVariableResolver) name -> Values.box(node(name), row));
      return value instanceof CelUnknownSet ? null : value;
    } catch (CelEvaluationException e) {
      return null;
    }
  }

  private Node<C> node(String name) {
    Node<C> node = apart.get(name);
    return node == null ? variables.node(name) : node;
  }

  private double number(C row) {
    Double value = (Double) value(row);
    return value == null ? Nulls.NUMBER : value.isNaN() ? Double.NaN : value;
  }

  private int flag(C row) {
    Boolean value = (Boolean) value(row);
    return value == null ? Nulls.UNKNOWN : Nulls.flag(value);
  }

  private long moment(C row) {
    Timestamp value = (Timestamp) value(row);
    return value == null ? Nulls.LONG : Values.millis(value);
  }
}
