package io.twinstream.features.definition;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The arguments of an aggregation's function by name, such as the {@code cap} of {@code distinct}.
 * Defaults are among them.
 *
 * @param values each a {@link Long}, a {@link Boolean}, a {@link String} or a list of strings;
 *     numbers with a fraction and durations are strings in their shortest form
 */
public record Arguments(SortedMap<String, Object> values) {
  public static final Arguments NONE = new Arguments(new TreeMap<>());

  public Arguments {
    values.values().forEach(Arguments::requireKnown);
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  public static Arguments of(Map<String, ?> values) {
    return values.isEmpty() ? NONE : new Arguments(new TreeMap<>(values));
  }

  private static void requireKnown(Object value) {
    if (!(value instanceof Long
        || value instanceof Boolean
        || value instanceof String
        || value instanceof List)) {
      throw new IllegalArgumentException("not an argument: " + value);
    }
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /**
   * Returns the value of an argument.
   *
   * @throws IllegalArgumentException if there is no argument of this name and type
   */
  public <T> T get(String name, Class<T> type) {
    Object value = values.get(name);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "no argument '" + name + "' of type " + type.getSimpleName() + " in " + values);
    }
    return type.cast(value);
  }

  /** Returns for example {@code {cap=256}}. */
  @Override
  public String toString() {
    return values.toString();
  }
}
