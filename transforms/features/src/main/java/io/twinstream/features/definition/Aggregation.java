package io.twinstream.features.definition;

import java.util.Objects;
import java.util.Optional;

/**
 * One feature of a view: a function over a field, a window and a filter.
 *
 * @param name the feature's name, unique within the view; templates are expanded already
 * @param function what is computed
 * @param field what it is computed over; empty for functions of whole events
 * @param window which events
 * @param filter a CEL predicate over the source's fields; an event for which it is not true (false
 *     or null) does not count
 * @param cap for {@link Function#DISTINCT}: up to how many values the answer is exact
 */
public record Aggregation(
    String name,
    Function function,
    Optional<String> field,
    Window window,
    Optional<String> filter,
    int cap) {

  public static final int DEFAULT_CAP = 256;

  public Aggregation {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(function, "function");
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(filter, "filter");
    if (function.needsField() && field.isEmpty()) {
      throw new IllegalArgumentException(name + ": " + function.id() + " needs a field");
    }
  }
}
