package io.twinstream.features.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import io.twinstream.features.expression.node.Node;
import io.twinstream.features.expression.node.Node.Flag;
import io.twinstream.features.expression.node.Node.Items;
import io.twinstream.features.expression.node.Node.Moment;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Node.Text;
import io.twinstream.features.expression.node.Nulls;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;

/**
 * A checked and compiled CEL expression that can be evaluated against rows. Safe for use by many
 * threads.
 *
 * @param <C> the row that variables are read from
 */
public final class CompiledExpression<C> {
  private final FeatureType type;
  private final Node<C> root;
  private final int interpreted;

  private CompiledExpression(FeatureType type, Node<C> root, int interpreted) {
    this.type = type;
    this.root = root;
    this.interpreted = interpreted;
  }

  /**
   * Checks and compiles an expression.
   *
   * @throws ExpressionException if the expression is invalid, or its type cannot be that of a
   *     feature
   */
  public static <C> CompiledExpression<C> compile(String expression, Variables<C> variables) {
    CelAbstractSyntaxTree ast = Language.check(expression, variables);
    Compiler<C> compiler = new Compiler<>(ast, variables);
    boolean isList = ast.getResultType() instanceof ListType;
    if (!isList) {
      type(ast.getResultType()); // Its problem comes before those of its parts.
    }
    Node<C> root = compiler.compile();
    FeatureType type =
        root instanceof Items<C> items && items.length() > 0
            ? FeatureType.array(items.element(), items.length())
            : type(ast.getResultType());
    return new CompiledExpression<>(type, root, compiler.interpreted());
  }

  /**
   * Compiles an expression so that CEL's interpreter evaluates all of it; compiled nodes must give
   * the same results.
   */
  static <C> CompiledExpression<C> interpret(String expression, Variables<C> variables) {
    CelAbstractSyntaxTree ast = Language.check(expression, variables);
    FeatureType type = compile(expression, variables).type();
    return new CompiledExpression<>(type, Interpreter.node(ast, ast.getExpr(), variables), 1);
  }

  private static FeatureType type(CelType type) {
    if (type.equals(SimpleType.DOUBLE)) {
      return FeatureType.DOUBLE;
    } else if (type.equals(SimpleType.BOOL)) {
      return FeatureType.BOOLEAN;
    } else if (type.equals(SimpleType.STRING)) {
      return FeatureType.STRING;
    } else if (type.equals(SimpleType.TIMESTAMP)) {
      return FeatureType.TIMESTAMP;
    }
    throw new ExpressionException(
        1,
        1,
        "a feature cannot be a " + type.name(),
        type.equals(SimpleType.DURATION)
            ? "take its seconds: (...).getSeconds()"
            : "return a number, text, true or false, or a timestamp");
  }

  public FeatureType type() {
    return type;
  }

  /** Returns how many subexpressions CEL's interpreter evaluates, at about 50 times the cost. */
  int interpreted() {
    return interpreted;
  }

  /** Reports whether a boolean expression is true: neither false nor null. */
  public boolean isTrue(C row) {
    return ((Flag<C>) root).flag(row) == Nulls.TRUE;
  }

  /** Returns the number; {@link Nulls#NUMBER} for null and for values that are not finite. */
  double number(C row) {
    double value = ((Num<C>) root).number(row);
    return Double.isFinite(value) ? value : Nulls.NUMBER;
  }

  String text(C row) {
    return ((Text<C>) root).text(row);
  }

  /** Returns the bits of a boolean or a timestamp. */
  long bits(C row) {
    return root instanceof Flag<C> flag ? flag.flag(row) : ((Moment<C>) root).value(row);
  }

  boolean isNull(C row) {
    return switch (type.kind()) {
      case LONG, DOUBLE -> Nulls.isNull(number(row));
      case STRING -> text(row) == null;
      case BOOLEAN -> bits(row) == Nulls.UNKNOWN;
      case TIMESTAMP -> Nulls.isNull(bits(row));
      case ARRAY -> ((Items<C>) root).items().apply(row) == null;
      case BYTES, MAP -> throw new IllegalStateException("an expression of type " + type);
    };
  }

  /** Writes the value to a row of features; numbers that are not finite become null. */
  public void evaluate(C row, FeatureRow into, int index) {
    into.setNull(index);
    switch (type.kind()) {
      case LONG, DOUBLE -> {
        double value = number(row);
        if (!Nulls.isNull(value)) {
          into.setDouble(index, value);
        }
      }
      case STRING -> {
        String value = text(row);
        if (value != null) {
          into.setText(index, value);
        }
      }
      case BOOLEAN, TIMESTAMP -> {
        long value = bits(row);
        if (value != (type == FeatureType.BOOLEAN ? Nulls.UNKNOWN : Nulls.LONG)) {
          into.setBits(index, value);
        }
      }
      case ARRAY -> {
        ArrayValue value = ((Items<C>) root).items().apply(row);
        if (value != null) {
          into.setArray(index, value);
        }
      }
      case BYTES, MAP -> throw new IllegalStateException("an expression of type " + type);
    }
  }
}
