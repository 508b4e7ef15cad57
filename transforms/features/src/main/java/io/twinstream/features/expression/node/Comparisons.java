package io.twinstream.features.expression.node;

import io.twinstream.features.expression.node.Node.Flag;
import io.twinstream.features.expression.node.Node.Longs;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Node.Text;

/** Comparison nodes; the result is null if an operand is null. */
final class Comparisons {
  private Comparisons() {}

  static <C> Flag<C> equal(Node<C> a, Node<C> b) {
    if (a instanceof Num<C> left && b instanceof Num<C> right) {
      return row -> {
        double x = left.number(row);
        double y = right.number(row);
        return Nulls.isNull(x) || Nulls.isNull(y) ? Nulls.UNKNOWN : Nulls.flag(x == y);
      };
    } else if (a instanceof Text<C> left && b instanceof Text<C> right) {
      return row -> {
        String x = left.text(row);
        String y = right.text(row);
        return x == null || y == null ? Nulls.UNKNOWN : Nulls.flag(x.equals(y));
      };
    } else if (a instanceof Flag<C> left && b instanceof Flag<C> right) {
      return row -> {
        int x = left.flag(row);
        int y = right.flag(row);
        return x == Nulls.UNKNOWN || y == Nulls.UNKNOWN ? Nulls.UNKNOWN : Nulls.flag(x == y);
      };
    } else if (a instanceof Longs<C> left && b instanceof Longs<C> right) {
      return row -> {
        long x = left.value(row);
        long y = right.value(row);
        return Nulls.isNull(x) || Nulls.isNull(y) ? Nulls.UNKNOWN : Nulls.flag(x == y);
      };
    }
    throw new NotCompiled("equality of different types");
  }

  static <C> Flag<C> less(Num<C> a, Num<C> b) {
    return row -> {
      double x = a.number(row);
      double y = b.number(row);
      return Nulls.isNull(x) || Nulls.isNull(y) ? Nulls.UNKNOWN : Nulls.flag(x < y);
    };
  }

  static <C> Flag<C> atMost(Num<C> a, Num<C> b) {
    return row -> {
      double x = a.number(row);
      double y = b.number(row);
      return Nulls.isNull(x) || Nulls.isNull(y) ? Nulls.UNKNOWN : Nulls.flag(x <= y);
    };
  }

  static <C> Flag<C> less(Text<C> a, Text<C> b) {
    return row -> {
      String x = a.text(row);
      String y = b.text(row);
      return x == null || y == null ? Nulls.UNKNOWN : Nulls.flag(x.compareTo(y) < 0);
    };
  }

  static <C> Flag<C> atMost(Text<C> a, Text<C> b) {
    return Logic.not(less(b, a));
  }

  static <C> Flag<C> less(Longs<C> a, Longs<C> b) {
    return row -> {
      long x = a.value(row);
      long y = b.value(row);
      return Nulls.isNull(x) || Nulls.isNull(y) ? Nulls.UNKNOWN : Nulls.flag(x < y);
    };
  }

  static <C> Flag<C> atMost(Longs<C> a, Longs<C> b) {
    return Logic.not(less(b, a));
  }
}
