package io.twinstream.features.expression.node;

import io.twinstream.features.expression.node.Node.Flag;
import io.twinstream.features.expression.node.Node.Items;
import io.twinstream.features.expression.node.Node.Moment;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Node.Span;
import io.twinstream.features.expression.node.Node.Text;
import io.twinstream.features.expression.node.Node.Whole;

/**
 * Nodes of Kleene's three-valued logic: null means unknown, and the result is null only if it
 * depends on an unknown operand.
 */
final class Logic {
  private Logic() {}

  static <C> Flag<C> and(Flag<C> a, Flag<C> b) {
    return row -> {
      int left = a.flag(row);
      if (left == Nulls.FALSE) {
        return Nulls.FALSE;
      }
      int right = b.flag(row);
      return right == Nulls.FALSE ? Nulls.FALSE : left == Nulls.TRUE ? right : Nulls.UNKNOWN;
    };
  }

  static <C> Flag<C> or(Flag<C> a, Flag<C> b) {
    return row -> {
      int left = a.flag(row);
      if (left == Nulls.TRUE) {
        return Nulls.TRUE;
      }
      int right = b.flag(row);
      return right == Nulls.TRUE ? Nulls.TRUE : left == Nulls.FALSE ? right : Nulls.UNKNOWN;
    };
  }

  static <C> Flag<C> not(Flag<C> a) {
    return row -> {
      int value = a.flag(row);
      return value == Nulls.UNKNOWN ? value : 1 - value;
    };
  }

  /** {@code condition ? a : b}; null if the condition is null. */
  static <C> Node<C> choose(Flag<C> condition, Node<C> a, Node<C> b) {
    if (a instanceof Num<C> yes && b instanceof Num<C> no) {
      return (Num<C>)
          row ->
              switch (condition.flag(row)) {
                case Nulls.TRUE -> yes.number(row);
                case Nulls.FALSE -> no.number(row);
                default -> Nulls.NUMBER;
              };
    } else if (a instanceof Flag<C> yes && b instanceof Flag<C> no) {
      return (Flag<C>)
          row ->
              switch (condition.flag(row)) {
                case Nulls.TRUE -> yes.flag(row);
                case Nulls.FALSE -> no.flag(row);
                default -> Nulls.UNKNOWN;
              };
    } else if (a instanceof Text<C> yes && b instanceof Text<C> no) {
      return (Text<C>)
          row ->
              switch (condition.flag(row)) {
                case Nulls.TRUE -> yes.text(row);
                case Nulls.FALSE -> no.text(row);
                default -> null;
              };
    } else if (a instanceof Items<C> yes
        && b instanceof Items<C> no
        && yes.element() == no.element()) {
      int length =
          Math.min(yes.length(), no.length()) == 0 ? 0 : Math.max(yes.length(), no.length());
      return new Items<>(
          yes.element(),
          length,
          row ->
              switch (condition.flag(row)) {
                case Nulls.TRUE -> yes.items().apply(row);
                case Nulls.FALSE -> no.items().apply(row);
                default -> null;
              });
    }
    return chooseLong(condition, a, b);
  }

  private static <C> Node<C> chooseLong(Flag<C> condition, Node<C> a, Node<C> b) {
    if (!(a instanceof Node.Longs<C> yes && b instanceof Node.Longs<C> no)) {
      throw new NotCompiled("a choice between values of different types");
    }
    Moment<C> chosen =
        row ->
            switch (condition.flag(row)) {
              case Nulls.TRUE -> yes.value(row);
              case Nulls.FALSE -> no.value(row);
              default -> Nulls.LONG;
            };
    if (a instanceof Moment) {
      return chosen;
    }
    return a instanceof Span ? (Span<C>) chosen::value : (Whole<C>) chosen::value;
  }
}
