package io.twinstream.features.definition;

import java.util.Objects;
import java.util.Optional;

/**
 * One feature of a view: a function over a field, a window and a filter.
 *
 * @param name the name of the feature, unique within the view; templates are expanded already
 * @param function the name of the function to compute
 * @param field the field to compute it over; empty for functions of whole events
 * @param window the window of events
 * @param filter a CEL predicate over the fields of the source; events for which it is false or null
 *     do not count
 * @param arguments the arguments of the function, with defaults
 */
public record Aggregation(
    String name,
    String function,
    Optional<String> field,
    Window window,
    Optional<String> filter,
    Arguments arguments) {

  public Aggregation {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(function, "function");
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(filter, "filter");
    Objects.requireNonNull(arguments, "arguments");
  }
}
