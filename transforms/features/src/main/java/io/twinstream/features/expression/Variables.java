package io.twinstream.features.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.expression.node.Node;
import io.twinstream.features.expression.node.Node.Entries;
import io.twinstream.features.expression.node.Node.Flag;
import io.twinstream.features.expression.node.Node.Items;
import io.twinstream.features.expression.node.Node.Longs;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Node.Raw;
import io.twinstream.features.expression.node.Node.Text;
import io.twinstream.features.expression.node.Nulls;
import io.twinstream.features.expression.node.Values;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names that an expression may use, and how to read each from a row. All numbers are doubles.
 *
 * @param <C> the row
 */
public final class Variables<C> {
  private final Map<String, Node<C>> nodes = new LinkedHashMap<>();

  private final Set<String> suggestions = new LinkedHashSet<>();
  private Map<String, HolidayCalendar> calendars = Map.of();

  public void put(String name, Node<C> node) {
    nodes.put(name, node);
  }

  /** Sets the calendars that the expression may name. */
  public void calendars(Map<String, HolidayCalendar> named) {
    calendars = named;
  }

  Map<String, HolidayCalendar> calendars() {
    return calendars;
  }

  /** Adds names that only appear in hints. */
  public void suggest(Collection<String> names) {
    suggestions.addAll(names);
  }

  /** Returns all names for hints. */
  Set<String> suggestions() {
    Set<String> all = new LinkedHashSet<>(nodes.keySet());
    all.addAll(suggestions);
    return all;
  }

  /** Returns the names of the variables that are text. */
  Set<String> texts() {
    return types().entrySet().stream()
        .filter(each -> each.getValue().equals(SimpleType.STRING))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  Map<String, CelType> types() {
    Map<String, CelType> types = new LinkedHashMap<>();
    nodes.forEach((name, node) -> types.put(name, Values.type(node)));
    return types;
  }

  /**
   * Returns the node of a variable; for a name that begins with {@link Language#PRESENCE}, the node
   * of its presence.
   */
  Node<C> node(String name) {
    return name.startsWith(Language.PRESENCE)
        ? presence(nodes.get(name.substring(Language.PRESENCE.length())))
        : nodes.get(name);
  }

  private static <C> Flag<C> presence(Node<C> node) {
    if (node instanceof Num<C> num) {
      return row -> Nulls.flag(!Nulls.isNull(num.number(row)));
    } else if (node instanceof Flag<C> flag) {
      return row -> Nulls.flag(flag.flag(row) != Nulls.UNKNOWN);
    } else if (node instanceof Text<C> text) {
      return row -> Nulls.flag(text.text(row) != null);
    }
    if (node instanceof Items<C> items) {
      return row -> Nulls.flag(items.items().apply(row) != null);
    } else if (node instanceof Entries<C> entries) {
      return row -> Nulls.flag(entries.entries().apply(row) != null);
    } else if (node instanceof Raw<C> raw) {
      return row -> Nulls.flag(raw.bytes(row) != null);
    }
    Longs<C> longs = (Longs<C>) node;
    return row -> Nulls.flag(!Nulls.isNull(longs.value(row)));
  }
}
