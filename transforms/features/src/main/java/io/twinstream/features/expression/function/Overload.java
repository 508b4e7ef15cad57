package io.twinstream.features.expression.function;

import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import io.twinstream.features.expression.node.Node;
import io.twinstream.features.expression.node.Operands;
import io.twinstream.features.expression.node.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A function with these types of parameters.
 *
 * @param id unique among all functions, CEL's own included
 * @param function the name of the function
 * @param parameters the first is the target if it is a method, as {@code t} in {@code t.getHours()}
 * @param result the type of the result
 * @param origin who declares it
 * @param body its compiled form; null if {@code node.Overloads} has it
 */
public record Overload(
    String id,
    String function,
    List<Parameter> parameters,
    CelType result,
    Origin origin,
    Body body) {

  /** Where an overload comes from. */
  public enum Origin {
    /** Declared by Twinstream; the interpreter calls the compiled form. */
    OURS,

    /**
     * Declared by Twinstream, with arguments that the interpreter cannot pass: its operands are
     * evaluated apart.
     */
    OURS_APART,

    /** A function of CEL, called as {@code f(x)}. */
    CEL,

    /** A function of CEL, called as {@code x.f()}. */
    CEL_METHOD,

    /** A function of CEL with our implementation, called as {@code x.f()}. */
    CEL_METHOD_PINNED
  }

  /** Creates the compiled form of a call. */
  public interface Body {
    Node<Object> node(Operands<Object> operands);
  }

  public Overload {
    parameters = List.copyOf(parameters);
  }

  boolean isMethod() {
    return origin == Origin.CEL_METHOD || origin == Origin.CEL_METHOD_PINNED;
  }

  /** Reports whether the compiled form is here. */
  public boolean hasBody() {
    return body != null;
  }

  /** Reports whether the interpreter must call the compiled form. */
  public boolean isBound() {
    return origin == Origin.OURS || origin == Origin.CEL_METHOD_PINNED;
  }

  /** Reports whether its operands are evaluated apart if the interpreter evaluates the call. */
  public boolean isApart() {
    return origin == Origin.OURS_APART;
  }

  /** Returns the declaration for the checker; empty for a function of CEL. */
  Optional<CelOverloadDecl> declaration() {
    return origin == Origin.OURS || origin == Origin.OURS_APART
        ? Optional.of(
            CelOverloadDecl.newGlobalOverload(
                id, result, parameters.stream().map(parameter -> parameter.kind().type()).toList()))
        : Optional.empty();
  }

  /** Returns the compiled form of a call. */
  @SuppressWarnings("unchecked") // A body only passes rows on to its operands.
  public <C> Node<C> node(Operands<C> operands) {
    return (Node<C>) body.node((Operands<Object>) operands);
  }

  /** Returns the classes of the interpreter's arguments. */
  public List<Class<?>> classes() {
    return parameters.stream()
        .<Class<?>>map(parameter -> Values.boxed(parameter.kind().type()))
        .toList();
  }

  /**
   * Evaluates the function in the interpreter's form.
   *
   * @return empty for null
   */
  public Optional<Object> evaluate(Object[] arguments) {
    List<Node<Object[]>> nodes = new ArrayList<>();
    List<Object> literals = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      Parameter parameter = parameters.get(i);
      nodes.add(Values.argument(parameter.kind().type(), i));
      literals.add(
          parameter.kind().needsLiteral() ? parameter.resolve(arguments[i], Map.of()) : null);
    }
    return Values.box(node(new Operands<>(nodes, literals)), arguments);
  }

  /** Returns how it is called, such as {@code clip(x, lo, hi)}. */
  public String signature() {
    List<String> names = parameters.stream().map(Parameter::name).toList();
    return isMethod()
        ? names.get(0) + "." + function + arguments(names.subList(1, names.size()))
        : function + arguments(names);
  }

  private static String arguments(List<String> names) {
    return names.stream().collect(Collectors.joining(", ", "(", ")"));
  }

  /** Returns the type of the result in the words of definitions. */
  public String resultType() {
    if (result.equals(SimpleType.DOUBLE) || result.equals(SimpleType.INT)) {
      return "number";
    }
    if (result instanceof ListType) {
      return "list of numbers";
    }
    return result.equals(SimpleType.BOOL)
        ? "true or false"
        : result.equals(SimpleType.STRING)
            ? "text"
            : result.equals(SimpleType.DURATION) ? "duration" : "timestamp";
  }
}
