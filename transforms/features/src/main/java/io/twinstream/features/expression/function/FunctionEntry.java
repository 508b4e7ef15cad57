package io.twinstream.features.expression.function;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import io.twinstream.features.expression.function.Overload.Body;
import io.twinstream.features.expression.function.Overload.Origin;
import io.twinstream.features.expression.function.Parameter.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A function of expressions: everything that the checker, the compiler, the interpreter and the
 * documentation know about it.
 *
 * @param name as written in expressions
 * @param overloads by types of parameters
 * @param calls how it is called, such as {@code clip(x, lo, hi)}
 * @param meaning one sentence or two
 * @param formula the definition, with its units; may be empty
 * @param nulls when the result is null
 * @param examples a test executes each
 */
public record FunctionEntry(
    String name,
    List<Overload> overloads,
    List<String> calls,
    String meaning,
    String formula,
    String nulls,
    List<Example> examples) {
  private static final String NULLS = "if an argument is null";

  /** An expression without variables, and its value in the form of expressions, or {@code null}. */
  public record Example(String expression, String value) {}

  public FunctionEntry {
    overloads = List.copyOf(overloads);
    calls = List.copyOf(calls);
    examples = List.copyOf(examples);
  }

  /** Begins the entry of a function. */
  static Builder function(String name) {
    return new Builder(name);
  }

  static Parameter number(String name) {
    return new Parameter(name, Kind.NUMBER);
  }

  static Parameter text(String name) {
    return new Parameter(name, Kind.TEXT);
  }

  static Parameter timestamp(String name) {
    return new Parameter(name, Kind.TIMESTAMP);
  }

  /** Collects an entry. */
  static final class Builder {
    private final String name;
    private final List<Overload> overloads = new ArrayList<>();
    private final List<Example> examples = new ArrayList<>();
    private List<Parameter> parameters = List.of();
    private List<String> calls = List.of();
    private String meaning = "";
    private String formula = "";
    private String nulls = NULLS;
    private Origin origin = Origin.OURS;

    private Builder(String name) {
      this.name = name;
    }

    /** Sets the parameters of the overloads that follow. */
    Builder of(Parameter... next) {
      parameters = List.of(next);
      return this;
    }

    /** Sets how the documentation writes calls, if the overloads are too many to list. */
    Builder calls(String... written) {
      calls = List.of(written);
      return this;
    }

    Builder means(String text) {
      meaning = text;
      return this;
    }

    Builder formula(String text) {
      formula = text;
      return this;
    }

    /** Adds when the result is null, besides for an argument that is null. */
    Builder orNull(String text) {
      nulls = NULLS + ", or " + text;
      return this;
    }

    /** Sets when the result is null. */
    Builder nulls(String text) {
      nulls = text;
      return this;
    }

    Builder example(String expression, String value) {
      examples.add(new Example(expression, value));
      return this;
    }

    /** Sets where the overloads that follow come from. */
    Builder origin(Origin next) {
      origin = next;
      return this;
    }

    Builder gives(CelType result, Body body) {
      String types =
          parameters.stream()
              .map(parameter -> parameter.kind().type().name())
              .collect(Collectors.joining("_"));
      return cel("twinstream_" + name.replace('.', '_') + "_" + types, result, body);
    }

    Builder givesNumber(Body body) {
      return gives(SimpleType.DOUBLE, body);
    }

    Builder givesText(Body body) {
      return gives(SimpleType.STRING, body);
    }

    Builder givesFlag(Body body) {
      return gives(SimpleType.BOOL, body);
    }

    /** Adds an overload of CEL's own; the body is null if a node exists elsewhere. */
    Builder cel(String id, CelType result, Body body) {
      overloads.add(new Overload(id, name, parameters, result, origin, body));
      return this;
    }

    FunctionEntry build() {
      Stream<String> listed =
          calls.isEmpty() ? overloads.stream().map(Overload::signature) : calls.stream();
      return new FunctionEntry(
          name, overloads, listed.distinct().toList(), meaning, formula, nulls, examples);
    }
  }
}
