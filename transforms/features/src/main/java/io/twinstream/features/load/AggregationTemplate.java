package io.twinstream.features.load;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Function;
import io.twinstream.features.definition.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Defines several aggregations with one template: one for each function, field and window, in this
 * order of nesting. The placeholders {@code {function}}, {@code {field}} and {@code {window}} in
 * its name are replaced by their names.
 *
 * <pre>{@code
 * AggregationTemplate.of("amount_{function}_{window}", Function.SUM, Function.MEAN)
 *     .field("amount")
 *     .windows(Window.sliding(Duration.ofHours(1)), Window.lifetime())
 *     .where("status == 'approved'")
 * }</pre>
 */
public final class AggregationTemplate {
  private final String name;
  private final List<Function> functions;
  private final List<String> fields;
  private final List<Labelled> windows;
  private final Optional<String> filter;
  private final int cap;

  /** A window with its label in names. */
  record Labelled(String label, Window window) {}

  AggregationTemplate(
      String name,
      List<Function> functions,
      List<String> fields,
      List<Labelled> windows,
      Optional<String> filter,
      int cap) {
    this.name = name;
    this.functions = List.copyOf(functions);
    this.fields = List.copyOf(fields);
    this.windows = List.copyOf(windows);
    this.filter = filter;
    this.cap = cap;
  }

  /** Creates a template without fields and windows. */
  public static AggregationTemplate of(String name, Function... functions) {
    return new AggregationTemplate(
        name, List.of(functions), List.of(), List.of(), Optional.empty(), Aggregation.DEFAULT_CAP);
  }

  /** Sets the fields to compute over. */
  public AggregationTemplate field(String... names) {
    return new AggregationTemplate(name, functions, List.of(names), windows, filter, cap);
  }

  /** Sets the windows; names contain their {@link Window#label}. */
  public AggregationTemplate windows(Window... over) {
    List<Labelled> labelled =
        Arrays.stream(over).map(window -> new Labelled(window.label(), window)).toList();
    return new AggregationTemplate(name, functions, fields, labelled, filter, cap);
  }

  /** Sets the filter: a CEL predicate over the fields of the source. */
  public AggregationTemplate where(String cel) {
    return new AggregationTemplate(name, functions, fields, windows, Optional.of(cel), cap);
  }

  /** Sets the number of values up to which {@link Function#DISTINCT} is exact. */
  public AggregationTemplate cap(int values) {
    return new AggregationTemplate(name, functions, fields, windows, filter, values);
  }

  /**
   * Returns the aggregations.
   *
   * @throws IllegalArgumentException if a function needs a field and the template has none
   */
  public List<Aggregation> expand() {
    List<Aggregation> expanded = new ArrayList<>();
    for (Function function : functions) {
      for (int i = 0; i < Math.max(1, fields.size()); i++) {
        Optional<String> field = fields.isEmpty() ? Optional.empty() : Optional.of(fields.get(i));
        for (Labelled window : windows) {
          expanded.add(
              new Aggregation(
                  name(function, field, window), function, field, window.window(), filter, cap));
        }
      }
    }
    return expanded;
  }

  private String name(Function function, Optional<String> field, Labelled window) {
    return name.replace("{window}", window.label())
        .replace("{function}", function.id())
        .replace("{field}", field.orElse("events"));
  }
}
