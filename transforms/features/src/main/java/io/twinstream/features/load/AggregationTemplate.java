package io.twinstream.features.load;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Arguments;
import io.twinstream.features.definition.Window;
import io.twinstream.features.function.library.Functions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Defines several aggregations with one template: one for each function, field and window, in this
 * order of nesting. The placeholders {@code {function}}, {@code {field}} and {@code {window}} in
 * its name are replaced by their names.
 *
 * <pre>{@code
 * AggregationTemplate.of("amount_{function}_{window}", "sum", "mean")
 *     .field("amount")
 *     .windows(Window.sliding(Duration.ofHours(1)), Window.lifetime())
 *     .where("status == 'approved'")
 * }</pre>
 */
public final class AggregationTemplate {
  private final String name;
  private final List<String> functions;
  private final List<String> fields;
  private final List<Labelled> windows;
  private final Optional<String> filter;
  private final Map<String, Object> arguments;

  /** A window with its label in names. */
  record Labelled(String label, Window window) {}

  AggregationTemplate(
      String name,
      List<String> functions,
      List<String> fields,
      List<Labelled> windows,
      Optional<String> filter,
      Map<String, Object> arguments) {
    this.name = name;
    this.functions = List.copyOf(functions);
    this.fields = List.copyOf(fields);
    this.windows = List.copyOf(windows);
    this.filter = filter;
    this.arguments = Map.copyOf(arguments);
  }

  /** Creates a template without fields and windows. */
  public static AggregationTemplate of(String name, String... functions) {
    return new AggregationTemplate(
        name, List.of(functions), List.of(), List.of(), Optional.empty(), Map.of());
  }

  /** Sets the fields to compute over. */
  public AggregationTemplate field(String... names) {
    return new AggregationTemplate(name, functions, List.of(names), windows, filter, arguments);
  }

  /** Sets the windows; names contain their {@link Window#label}. */
  public AggregationTemplate windows(Window... over) {
    List<Labelled> labelled =
        Arrays.stream(over).map(window -> new Labelled(window.label(), window)).toList();
    return new AggregationTemplate(name, functions, fields, labelled, filter, arguments);
  }

  /** Sets the filter: a CEL predicate over the fields of the source. */
  public AggregationTemplate where(String cel) {
    return new AggregationTemplate(name, functions, fields, windows, Optional.of(cel), arguments);
  }

  /**
   * Sets an argument of those functions that have it.
   *
   * @param value as definitions write it
   */
  public AggregationTemplate with(String argument, Object value) {
    Map<String, Object> more = new HashMap<>(arguments);
    more.put(argument, value);
    return new AggregationTemplate(name, functions, fields, windows, filter, more);
  }

  /**
   * Returns the aggregations.
   *
   * @throws IllegalArgumentException if a function or an argument is unknown or invalid
   */
  public List<Aggregation> expand() {
    List<Aggregation> expanded = new ArrayList<>();
    for (String function : functions) {
      Arguments own = ArgumentReader.read(Functions.of(function), arguments);
      for (int i = 0; i < Math.max(1, fields.size()); i++) {
        Optional<String> field = fields.isEmpty() ? Optional.empty() : Optional.of(fields.get(i));
        for (Labelled window : windows) {
          expanded.add(
              new Aggregation(
                  name(function, field, window), function, field, window.window(), filter, own));
        }
      }
    }
    return expanded;
  }

  private String name(String function, Optional<String> field, Labelled window) {
    return name.replace("{window}", window.label())
        .replace("{function}", function)
        .replace("{field}", field.orElse("events"));
  }
}
