package io.twinstream.features.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import io.twinstream.features.definition.FeatureType;
import io.twinstream.features.expression.Node.Flag;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names that an expression may use, and how each is read from a row. Numbers of all kinds are
 * doubles.
 *
 * @param <C> the row
 */
final class Variables<C> {
  private final Map<String, Node<C>> nodes = new LinkedHashMap<>();

  void put(String name, Node<C> node) {
    nodes.put(name, node);
  }

  Map<String, CelType> types() {
    Map<String, CelType> types = new LinkedHashMap<>();
    nodes.forEach((name, node) -> types.put(name, Values.type(node)));
    return types;
  }

  /** The variable's node; for a name that begins with {@link Language#PRESENCE}, its presence. */
  Node<C> node(String name) {
    return name.startsWith(Language.PRESENCE)
        ? presence(nodes.get(name.substring(Language.PRESENCE.length())))
        : nodes.get(name);
  }

  private static <C> Flag<C> presence(Node<C> node) {
    return row -> Nulls.flag(Values.box(node, row).isPresent());
  }

  static CelType type(FeatureType type) {
    return switch (type) {
      case LONG, DOUBLE -> SimpleType.DOUBLE;
      case STRING -> SimpleType.STRING;
      case BOOLEAN -> SimpleType.BOOL;
      case TIMESTAMP -> SimpleType.TIMESTAMP;
    };
  }
}
