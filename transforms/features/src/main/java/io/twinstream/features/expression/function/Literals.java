package io.twinstream.features.expression.function;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The values of literals in expressions. */
public final class Literals {
  private Literals() {}

  /** Returns text, a number as a double, or a list of either; empty for anything else. */
  public static Optional<Object> value(CelExpr expr) {
    return switch (expr.getKind()) {
      case CONSTANT -> value(expr.constant());
      case LIST -> list(expr.list().elements());
      default -> Optional.empty();
    };
  }

  private static Optional<Object> value(CelConstant constant) {
    return switch (constant.getKind()) {
      case STRING_VALUE -> Optional.of(constant.stringValue());
      case INT64_VALUE -> Optional.of((double) constant.int64Value());
      case UINT64_VALUE -> Optional.of(constant.uint64Value().doubleValue());
      case DOUBLE_VALUE -> Optional.of(constant.doubleValue() + 0.0);
      default -> Optional.empty();
    };
  }

  private static Optional<Object> list(List<CelExpr> elements) {
    List<Object> values = new ArrayList<>();
    for (CelExpr element : elements) {
      if (element.getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
        value(element.constant()).ifPresent(values::add);
      }
    }
    boolean whole = values.size() == elements.size();
    boolean same = values.stream().map(Object::getClass).distinct().count() <= 1;
    return whole && same ? Optional.of(values) : Optional.empty();
  }
}
