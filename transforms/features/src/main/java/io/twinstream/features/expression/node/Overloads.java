package io.twinstream.features.expression.node;

/** Maps each CEL overload that can be compiled to its node. */
public final class Overloads {
  private Overloads() {}

  /**
   * Returns the node of a call.
   *
   * @param overload CEL's name of the function with these types
   * @throws NotCompiled if the interpreter must evaluate it
   */
  public static <C> Node<C> node(String overload, Operands<C> o) {
    return switch (overload) {
      case "logical_and" -> Logic.and(o.flag(0), o.flag(1));
      case "logical_or" -> Logic.or(o.flag(0), o.flag(1));
      case "logical_not" -> Logic.not(o.flag(0));
      case "conditional" -> Logic.choose(o.flag(0), o.node(1), o.node(2));
      case "equals" -> Comparisons.equal(o.node(0), o.node(1));
      case "not_equals" -> Logic.not(Comparisons.equal(o.node(0), o.node(1)));
      case "add_double" -> Arithmetic.add(o.num(0), o.num(1));
      case "subtract_double" -> Arithmetic.subtract(o.num(0), o.num(1));
      case "multiply_double" -> Arithmetic.multiply(o.num(0), o.num(1));
      case "divide_double" -> Arithmetic.divide(o.num(0), o.num(1));
      case "negate_double" -> Arithmetic.negate(o.num(0));
      case "modulo_int64" -> Arithmetic.remainder(o.whole(0), o.whole(1));
      case "double_to_int64" -> Arithmetic.truncate(o.num(0));
      case "int64_to_double" -> Arithmetic.widen(o.whole(0));
      case "int64_to_int64", "double_to_double" -> o.node(0);
      case "less_double" -> Comparisons.less(o.num(0), o.num(1));
      case "less_equals_double" -> Comparisons.atMost(o.num(0), o.num(1));
      case "greater_double" -> Comparisons.less(o.num(1), o.num(0));
      case "greater_equals_double" -> Comparisons.atMost(o.num(1), o.num(0));
      case "less_string" -> Comparisons.less(o.text(0), o.text(1));
      case "less_equals_string" -> Comparisons.atMost(o.text(0), o.text(1));
      case "greater_string" -> Comparisons.less(o.text(1), o.text(0));
      case "greater_equals_string" -> Comparisons.atMost(o.text(1), o.text(0));
      case "less_timestamp", "less_duration" -> Comparisons.less(o.longs(0), o.longs(1));
      case "less_equals_timestamp", "less_equals_duration" ->
          Comparisons.atMost(o.longs(0), o.longs(1));
      case "greater_timestamp", "greater_duration" -> Comparisons.less(o.longs(1), o.longs(0));
      case "greater_equals_timestamp", "greater_equals_duration" ->
          Comparisons.atMost(o.longs(1), o.longs(0));
      case "add_string" -> Texts.concatenate(o.text(0), o.text(1));
      case "size_string", "string_size" -> Texts.size(o.text(0));
      case "starts_with_string" -> Texts.test(o.text(0), o.text(1), String::startsWith);
      case "ends_with_string" -> Texts.test(o.text(0), o.text(1), String::endsWith);
      case "contains_string" -> Texts.test(o.text(0), o.text(1), String::contains);
      case "size_list", "list_size", "size_map", "map_size" -> Elements.size(o.node(0));
      case "index_list" -> Elements.at(o.items(0), o.whole(1));
      case "index_map" -> Elements.get(o.entries(0), o.text(1));
      case "in_list" -> Elements.contains(o.node(0), o.items(1));
      case "in_map" -> Elements.contains(o.text(0), o.entries(1));
      default -> Calendar.node(overload, o);
    };
  }
}
