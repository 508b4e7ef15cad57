package io.twinstream.features.expression.node;

import io.twinstream.features.expression.node.Node.Flag;
import io.twinstream.features.expression.node.Node.Text;
import io.twinstream.features.expression.node.Node.Whole;
import java.util.function.BiPredicate;

/** Nodes of text functions; the result is null if an operand is null. */
final class Texts {
  private Texts() {}

  static <C> Flag<C> test(Text<C> a, Text<C> b, BiPredicate<String, String> test) {
    return row -> {
      String x = a.text(row);
      String y = b.text(row);
      return x == null || y == null ? Nulls.UNKNOWN : Nulls.flag(test.test(x, y));
    };
  }

  static <C> Text<C> concatenate(Text<C> a, Text<C> b) {
    return row -> {
      String x = a.text(row);
      String y = b.text(row);
      return x == null || y == null ? null : x.concat(y);
    };
  }

  /** Returns the number of Unicode code points. */
  static <C> Whole<C> size(Text<C> a) {
    return row -> {
      String x = a.text(row);
      return x == null ? Nulls.LONG : x.codePointCount(0, x.length());
    };
  }
}
