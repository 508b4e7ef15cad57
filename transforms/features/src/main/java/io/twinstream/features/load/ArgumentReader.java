package io.twinstream.features.load;

import io.twinstream.features.definition.Arguments;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.library.Functions;
import io.twinstream.features.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Reads the arguments of functions. */
final class ArgumentReader {
  private ArgumentReader() {}

  /** Returns the names of the arguments of all functions. */
  static Collection<String> names() {
    Collection<String> names = new TreeSet<>();
    Functions.all().forEach(function -> function.arguments().forEach(a -> names.add(a.name())));
    return names;
  }

  /**
   * Selects the arguments of one function, with its defaults.
   *
   * @param given as definitions write them: numbers, texts, flags or lists of them
   * @throws IllegalArgumentException if a value is missing or not valid
   */
  static Arguments read(Function function, Map<String, Object> given) {
    Map<String, Object> read = new HashMap<>();
    for (Argument argument : function.arguments()) {
      Object value = given.get(argument.name());
      if (value != null) {
        Object parsed =
            parse(argument, value)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            argument.name() + " must be " + argument.valid() + ", not " + value));
        put(read, argument, parsed);
      } else if (argument.isRequired()) {
        throw new IllegalArgumentException(function + " needs " + argument.name());
      } else {
        argument.otherwise().ifPresent(otherwise -> read.put(argument.name(), otherwise));
      }
    }
    return Arguments.of(read);
  }

  /** A flag that is false is left out, as by definitions that do not mention it. */
  private static void put(Map<String, Object> read, Argument argument, Object parsed) {
    if (!parsed.equals(false)) {
      read.put(argument.name(), parsed);
    }
  }

  private static Optional<Object> parse(Argument argument, Object value) {
    if (!argument.isList()) {
      return argument.parse(value.toString());
    }
    List<Object> parsed = new ArrayList<>();
    List<?> parts = value instanceof List<?> list ? list : List.of(value);
    for (Object part : parts) {
      Optional<Object> one = argument.parse(part.toString());
      if (one.isEmpty()) {
        return Optional.empty();
      }
      parsed.add(one.get());
    }
    return Optional.of(List.copyOf(parsed));
  }

  /**
   * Reads the arguments that an aggregation sets, and reports those that none of its functions has,
   * that a function lacks, or that are not valid.
   */
  static Map<String, Object> read(YamlNode part, String what, List<Function> functions) {
    Map<String, Object> read = new HashMap<>();
    for (String name : names()) {
      List<Argument> having =
          functions.stream()
              .flatMap(function -> function.arguments().stream())
              .filter(argument -> argument.name().equals(name))
              .toList();
      Optional<YamlNode> value = part.get(name);
      if (value.isPresent() && !having.isEmpty()) {
        Object given = given(having.get(0), value.get());
        having.stream()
            .filter(argument -> parse(argument, given).isEmpty())
            .findFirst()
            .ifPresent(
                argument ->
                    part.problem(name, name + " must be " + argument.valid(), "not " + given));
        read.put(name, given);
      } else if (value.isPresent() && !functions.isEmpty()) {
        part.problem(name, name + " is only for " + having(name), "leave it out");
      } else if (having.stream().anyMatch(Argument::isRequired)) {
        Argument argument = having.get(0);
        part.problem(
            what + ": no " + name,
            "write " + name + ": " + argument.valid() + ", " + argument.meaning());
      }
    }
    return read;
  }

  private static Object given(Argument argument, YamlNode value) {
    return argument.isList() ? value.items().stream().map(YamlNode::text).toList() : value.text();
  }

  private static String having(String name) {
    List<String> functions =
        Functions.all().stream()
            .filter(f -> f.arguments().stream().anyMatch(argument -> argument.name().equals(name)))
            .map(Function::id)
            .toList();
    return String.join(", ", functions);
  }
}
