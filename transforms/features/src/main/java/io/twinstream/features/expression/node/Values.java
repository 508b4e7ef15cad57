package io.twinstream.features.expression.node;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelUnknownSet;
import io.twinstream.features.expression.node.Node.Entries;
import io.twinstream.features.expression.node.Node.Flag;
import io.twinstream.features.expression.node.Node.Items;
import io.twinstream.features.expression.node.Node.Longs;
import io.twinstream.features.expression.node.Node.Moment;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Node.Raw;
import io.twinstream.features.expression.node.Node.Span;
import io.twinstream.features.expression.node.Node.Text;
import io.twinstream.features.expression.node.Node.Whole;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.row.MapValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Converts values between nodes and CEL's interpreter. */
public final class Values {
  private Values() {}

  public static CelType type(Node<?> node) {
    if (node instanceof Num) {
      return SimpleType.DOUBLE;
    } else if (node instanceof Whole) {
      return SimpleType.INT;
    } else if (node instanceof Flag) {
      return SimpleType.BOOL;
    } else if (node instanceof Text) {
      return SimpleType.STRING;
    }
    if (node instanceof Items<?> items) {
      return ListType.create(type(items.element()));
    } else if (node instanceof Entries<?> entries) {
      return MapType.create(SimpleType.STRING, type(entries.value()));
    } else if (node instanceof Raw) {
      return SimpleType.BYTES;
    }
    return node instanceof Moment ? SimpleType.TIMESTAMP : SimpleType.DURATION;
  }

  private static CelType type(FeatureType scalar) {
    return switch (scalar.kind()) {
      case LONG, DOUBLE -> SimpleType.DOUBLE;
      case STRING -> SimpleType.STRING;
      case BOOLEAN -> SimpleType.BOOL;
      case TIMESTAMP -> SimpleType.TIMESTAMP;
      case BYTES -> SimpleType.BYTES;
      case ARRAY, MAP -> throw new IllegalArgumentException(scalar + " in an array");
    };
  }

  /** Returns the result of a node for a row in the interpreter's form; empty for null. */
  public static <C> Optional<Object> box(Node<C> node, C row) {
    if (node instanceof Num<C> num) {
      double value = num.number(row);
      return Nulls.isNull(value) ? Optional.empty() : Optional.of(value);
    } else if (node instanceof Flag<C> flag) {
      int value = flag.flag(row);
      return value == Nulls.UNKNOWN ? Optional.empty() : Optional.of(value == Nulls.TRUE);
    } else if (node instanceof Text<C> text) {
      return Optional.ofNullable(text.text(row));
    } else if (node instanceof Items<C> items) {
      return Optional.ofNullable(items.items().apply(row)).map(Values::list);
    } else if (node instanceof Entries<C> entries) {
      return Optional.ofNullable(entries.entries().apply(row)).map(Values::map);
    } else if (node instanceof Raw<C> raw) {
      return Optional.ofNullable(raw.bytes(row)).map(b -> CelByteString.of(b.toByteArray()));
    }
    long value = ((Longs<C>) node).value(row);
    if (value == Nulls.LONG) {
      return Optional.empty();
    }
    return Optional.of(
        node instanceof Whole
            ? value
            : node instanceof Moment ? timestamp(value) : duration(value));
  }

  /** An element that is null becomes unknown, which propagates like null. */
  private static List<Object> list(ArrayValue array) {
    List<Object> list = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      list.add(array.isNull(i) ? CelUnknownSet.create((long) i) : boxed(array, i));
    }
    return list;
  }

  private static Map<String, Object> map(MapValue map) {
    List<Object> values = list(map.values());
    Map<String, Object> boxed = new LinkedHashMap<>();
    for (int i = 0; i < map.size(); i++) {
      boxed.put(map.key(i), values.get(i));
    }
    return boxed;
  }

  private static Object boxed(ArrayValue array, int i) {
    return switch (array.element().kind()) {
      case LONG -> (double) array.bits(i);
      case TIMESTAMP -> timestamp(array.bits(i));
      case BYTES -> CelByteString.of(array.bytes(i).toByteArray());
      default -> array.value(i);
    };
  }

  /** Returns the class of the interpreter's values of a type. */
  public static Class<?> boxed(CelType type) {
    if (SimpleType.DOUBLE.equals(type)) {
      return Double.class;
    } else if (SimpleType.BOOL.equals(type)) {
      return Boolean.class;
    } else if (SimpleType.STRING.equals(type)) {
      return String.class;
    }
    return SimpleType.TIMESTAMP.equals(type) ? Timestamp.class : List.class;
  }

  /** Returns a node that reads a value of the interpreter from an array. */
  public static Node<Object[]> argument(CelType type, int index) {
    if (SimpleType.DOUBLE.equals(type)) {
      return (Num<Object[]>) row -> (Double) row[index];
    } else if (SimpleType.BOOL.equals(type)) {
      return (Flag<Object[]>) row -> Nulls.flag((Boolean) row[index]);
    } else if (SimpleType.STRING.equals(type)) {
      return (Text<Object[]>) row -> (String) row[index];
    }
    if (type instanceof ListType list) {
      FeatureType element = element(list.elemType());
      return new Items<>(element, row -> array(element, (List<?>) row[index]));
    }
    return (Moment<Object[]>) row -> millis((Timestamp) row[index]);
  }

  /**
   * Returns a node of a list that the interpreter evaluates.
   *
   * @param values returns lists of the interpreter, or null
   */
  public static <C> Node<C> items(CelType type, Function<C, Object> values) {
    FeatureType element = element(((ListType) type).elemType());
    return new Items<>(
        element,
        row -> {
          Object list = values.apply(row);
          return list == null ? null : array(element, (List<?>) list);
        });
  }

  private static FeatureType element(CelType type) {
    return SimpleType.STRING.equals(type) ? FeatureType.STRING : FeatureType.DOUBLE;
  }

  private static ArrayValue array(FeatureType element, List<?> list) {
    ArrayValue.Builder array = ArrayValue.builder(element);
    list.forEach(item -> array.add(item instanceof CelUnknownSet ? null : item));
    return array.build();
  }

  /**
   * Returns a node of a list.
   *
   * @param type of the list
   * @return empty if an element has another type
   */
  public static <C> Optional<Node<C>> list(CelType type, List<Node<C>> elements) {
    CelType wanted = ((ListType) type).elemType();
    if (!elements.stream().allMatch(node -> type(node).equals(wanted))) {
      return Optional.empty();
    }
    FeatureType element = element(wanted);
    return Optional.of(
        new Items<>(
            element,
            row -> {
              ArrayValue.Builder array = ArrayValue.builder(element);
              elements.forEach(node -> array.add(box(node, row).orElse(null)));
              return array.build();
            }));
  }

  static Timestamp timestamp(long millis) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(millis, 1000L))
        .setNanos((int) Math.floorMod(millis, 1000L) * 1_000_000)
        .build();
  }

  private static Duration duration(long millis) {
    return Duration.newBuilder()
        .setSeconds(millis / 1000)
        .setNanos((int) (millis % 1000) * 1_000_000)
        .build();
  }

  /**
   * Reports whether a timestamp or a duration is a whole number of milliseconds; true for anything
   * else.
   */
  static boolean isWholeMillis(Object value) {
    return value instanceof Timestamp timestamp
        ? timestamp.getNanos() % 1_000_000 == 0
        : !(value instanceof Duration duration) || duration.getNanos() % 1_000_000 == 0;
  }

  /** Returns a node with a constant result, given in the interpreter's form; null is allowed. */
  public static <C> Node<C> constant(CelType type, Object value) {
    if (SimpleType.DOUBLE.equals(type)) {
      double number = value == null ? Nulls.NUMBER : (Double) value;
      return (Num<C>) row -> number;
    } else if (SimpleType.BOOL.equals(type)) {
      int flag = value == null ? Nulls.UNKNOWN : Nulls.flag((Boolean) value);
      return (Flag<C>) row -> flag;
    } else if (SimpleType.STRING.equals(type)) {
      return (Text<C>) row -> (String) value;
    } else if (!isWholeMillis(value)) {
      throw new NotCompiled("constant " + value);
    } else if (SimpleType.INT.equals(type)) {
      long whole = value == null ? Nulls.LONG : (Long) value;
      return (Whole<C>) row -> whole;
    } else if (SimpleType.TIMESTAMP.equals(type)) {
      long millis = value == null ? Nulls.LONG : millis((Timestamp) value);
      return (Moment<C>) row -> millis;
    } else if (SimpleType.DURATION.equals(type)) {
      long millis = value == null ? Nulls.LONG : millis((Duration) value);
      return (Span<C>) row -> millis;
    }
    throw new NotCompiled("constant " + value);
  }

  /** Converts a timestamp of the interpreter to milliseconds since 1970, rounded down. */
  public static long millis(Timestamp timestamp) {
    return timestamp.getSeconds() * 1000 + timestamp.getNanos() / 1_000_000;
  }

  public static long millis(Duration duration) {
    return duration.getSeconds() * 1000 + duration.getNanos() / 1_000_000;
  }
}
