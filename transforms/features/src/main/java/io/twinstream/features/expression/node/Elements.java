package io.twinstream.features.expression.node;

import io.twinstream.features.expression.node.Node.Entries;
import io.twinstream.features.expression.node.Node.Flag;
import io.twinstream.features.expression.node.Node.Items;
import io.twinstream.features.expression.node.Node.Moment;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Node.Text;
import io.twinstream.features.expression.node.Node.Whole;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.row.MapValue;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Nodes of arrays and maps. An index out of range and an absent category are null; an element that
 * is null equals nothing.
 */
final class Elements {
  private Elements() {}

  /** Returns the number of elements or categories. */
  static <C> Whole<C> size(Node<C> node) {
    if (node instanceof Items<C> items) {
      return row -> {
        ArrayValue array = items.items().apply(row);
        return array == null ? Nulls.LONG : array.size();
      };
    }
    Function<C, MapValue> entries = ((Entries<C>) node).entries();
    return row -> {
      MapValue map = entries.apply(row);
      return map == null ? Nulls.LONG : map.size();
    };
  }

  /** Returns the element at an index, from 0. */
  static <C> Node<C> at(Items<C> items, Whole<C> index) {
    return element(
        items.element(),
        items.items(),
        row -> {
          long at = index.value(row);
          return at < 0 || at > Integer.MAX_VALUE ? -1 : (int) at;
        });
  }

  private static <C> Node<C> element(
      FeatureType type, Function<C, ArrayValue> arrays, ToIntFunction<C> index) {
    return switch (type.kind()) {
      case LONG, DOUBLE ->
          (Num<C>)
              row -> {
                ArrayValue array = arrays.apply(row);
                int at = find(array, index.applyAsInt(row));
                return at < 0 ? Nulls.NUMBER : array.asDouble(at);
              };
      case STRING ->
          (Text<C>)
              row -> {
                ArrayValue array = arrays.apply(row);
                int at = find(array, index.applyAsInt(row));
                return at < 0 ? null : array.text(at);
              };
      case BOOLEAN ->
          (Flag<C>)
              row -> {
                ArrayValue array = arrays.apply(row);
                int at = find(array, index.applyAsInt(row));
                return at < 0 ? Nulls.UNKNOWN : (int) array.bits(at);
              };
      case TIMESTAMP ->
          (Moment<C>)
              row -> {
                ArrayValue array = arrays.apply(row);
                int at = find(array, index.applyAsInt(row));
                return at < 0 ? Nulls.LONG : array.bits(at);
              };
      case BYTES, ARRAY, MAP -> throw new NotCompiled("an element of type " + type);
    };
  }

  /** Returns the index of a value; -1 for null and for none. */
  private static int find(ArrayValue array, int at) {
    return array == null || at < 0 || at >= array.size() || array.isNull(at) ? -1 : at;
  }

  /** Reports whether an array has an element. */
  static <C> Flag<C> contains(Node<C> element, Items<C> items) {
    if (element instanceof Text<C> text) {
      return row -> {
        String value = text.text(row);
        ArrayValue array = items.items().apply(row);
        return value == null || array == null
            ? Nulls.UNKNOWN
            : Nulls.flag(any(array, i -> array.text(i).equals(value)));
      };
    } else if (element instanceof Num<C> num) {
      return row -> {
        double value = num.number(row);
        ArrayValue array = items.items().apply(row);
        return Nulls.isNull(value) || array == null
            ? Nulls.UNKNOWN
            : Nulls.flag(any(array, i -> array.asDouble(i) == value));
      };
    } else if (element instanceof Moment<C> moment) {
      return row -> {
        long value = moment.value(row);
        ArrayValue array = items.items().apply(row);
        return Nulls.isNull(value) || array == null
            ? Nulls.UNKNOWN
            : Nulls.flag(any(array, i -> array.bits(i) == value));
      };
    }
    throw new NotCompiled("membership of other types");
  }

  /** Tests an index. */
  private interface Test {
    boolean at(int index);
  }

  private static boolean any(ArrayValue array, Test test) {
    for (int i = 0; i < array.size(); i++) {
      if (!array.isNull(i) && test.at(i)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the value of a category. */
  static <C> Node<C> get(Entries<C> node, Text<C> key) {
    Function<C, MapValue> entries = node.entries();
    return element(
        node.value(),
        row -> {
          MapValue map = entries.apply(row);
          return map == null ? null : map.values();
        },
        row -> {
          MapValue map = entries.apply(row);
          String category = key.text(row);
          return map == null || category == null ? -1 : map.find(category);
        });
  }

  /** Reports whether a map has a category. */
  static <C> Flag<C> contains(Text<C> key, Entries<C> node) {
    return row -> {
      MapValue map = node.entries().apply(row);
      String category = key.text(row);
      return map == null || category == null ? Nulls.UNKNOWN : Nulls.flag(map.find(category) >= 0);
    };
  }
}
