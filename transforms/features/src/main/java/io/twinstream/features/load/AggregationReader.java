package io.twinstream.features.load;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Function.FieldUse;
import io.twinstream.features.function.library.Functions;
import io.twinstream.features.load.AggregationTemplate.Labelled;
import io.twinstream.features.text.Problems;
import io.twinstream.features.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads one item of {@code aggregations} and expands it to one aggregation for each of its
 * functions, fields and windows, in this order of nesting.
 */
public final class AggregationReader {
  private static final List<String> OWN_KEYS =
      List.of("name", "function", "field", "windows", "hop", "delay", "where");

  /** The keys of an aggregation: its own, and the arguments of all functions. */
  public static final String[] KEYS =
      Stream.concat(OWN_KEYS.stream(), ArgumentReader.names().stream()).toArray(String[]::new);

  private final Places places;
  private final Problems problems;
  private final String view;

  AggregationReader(Places places, Problems problems, String view) {
    this.places = places;
    this.problems = problems;
    this.view = view;
  }

  List<Aggregation> read(YamlNode part) {
    int before = problems.count();
    String template = part.text("name", "");
    String what =
        template.isEmpty() ? "an aggregation of " + view : "aggregation '" + template + "'";
    List<Function> functions = functions(part, what);
    part.allow(what, keys(part, functions));
    part.need("name", what, "such as \"{function}_{field}_{window}\"");
    part.need("function", what, "such as function: count");
    part.need("windows", what, "such as windows: [5m, 24h] or windows: lifetime");
    List<Labelled> windows = new ArrayList<>();
    for (YamlNode window : part.get("windows").map(YamlNode::items).orElse(List.of())) {
      new WindowReader(part).read(window).ifPresent(windows::add);
    }
    Map<String, Object> arguments = ArgumentReader.read(part, what, functions);
    if (problems.count() > before) {
      return List.of();
    }
    List<Aggregation> expanded =
        new AggregationTemplate(
                template,
                functions.stream().map(Function::id).toList(),
                part.texts("field"),
                windows,
                part.get("where").map(YamlNode::text),
                arguments)
            .expand();
    expanded.forEach(aggregation -> places.putAll(aggregation, part));
    return expanded;
  }

  /** Returns its own keys, those of its functions, and those of other functions that it has. */
  private static String[] keys(YamlNode part, List<Function> functions) {
    Stream<String> arguments =
        functions.stream().flatMap(f -> f.arguments().stream()).map(Argument::name);
    Stream<String> others =
        ArgumentReader.names().stream().filter(name -> part.get(name).isPresent());
    return Stream.concat(OWN_KEYS.stream(), Stream.concat(arguments, others))
        .distinct()
        .toArray(String[]::new);
  }

  private static List<Function> functions(YamlNode part, String what) {
    List<Function> functions = new ArrayList<>();
    for (YamlNode item : part.get("function").map(YamlNode::items).orElse(List.of())) {
      item.oneOf("function", Functions.ids()).map(Functions::of).ifPresent(functions::add);
    }
    if (part.texts("field").isEmpty()) {
      functions.stream()
          .filter(function -> function.fieldUse() == FieldUse.REQUIRED)
          .findFirst()
          .ifPresent(
              f -> part.problem(what + ": " + f.id() + " needs a field", "write field: NAME"));
    }
    return functions;
  }
}
