package io.twinstream.features.expression.node;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import io.twinstream.features.expression.node.Node.Flag;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Node.Text;
import java.util.HashSet;
import java.util.Set;

/** The node of {@code x in [a, b]} for a list of literals. */
public final class InList {
  private InList() {}

  public static <C> Flag<C> in(Node<C> element, CelExpr list) {
    if (list.getKind() != CelExpr.ExprKind.Kind.LIST) {
      throw new NotCompiled("a list that is not a literal");
    }
    Set<Object> literals = new HashSet<>();
    for (CelExpr item : list.list().elements()) {
      if (item.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
        throw new NotCompiled("a list with elements that are not literals");
      }
      literals.add(literal(item.constant()));
    }
    if (element instanceof Text<C> text) {
      return row -> {
        String value = text.text(row);
        return value == null ? Nulls.UNKNOWN : Nulls.flag(literals.contains(value));
      };
    } else if (element instanceof Num<C> num) {
      return numeric(num, literals.stream().mapToDouble(value -> (Double) value).toArray());
    }
    throw new NotCompiled("membership of other types");
  }

  private static Object literal(CelConstant constant) {
    return switch (constant.getKind()) {
      case DOUBLE_VALUE -> constant.doubleValue();
      case STRING_VALUE -> constant.stringValue();
      default -> throw new NotCompiled("a list of " + constant.getKind());
    };
  }

  private static <C> Flag<C> numeric(Num<C> element, double[] literals) {
    return row -> {
      double value = element.number(row);
      if (Nulls.isNull(value)) {
        return Nulls.UNKNOWN;
      }
      for (double literal : literals) {
        if (value == literal) {
          return Nulls.TRUE;
        }
      }
      return Nulls.FALSE;
    };
  }
}
