package io.twinstream.features.expression;

import com.google.protobuf.NullValue;
import com.google.protobuf.Timestamp;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.twinstream.features.expression.function.Functions;
import io.twinstream.features.expression.node.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A CEL expression over a record as it was sent, which need not be an event: the types of its
 * values are not known before it is evaluated. Beside the functions of expressions it may use those
 * of text: {@code charAt}, {@code indexOf}, {@code join}, {@code lastIndexOf}, {@code replace},
 * {@code split}, {@code substring} and {@code trim}.
 *
 * <p>Double is the only number type. A number of a record that a double does not hold exactly is
 * its text, so that no digit is lost without an error. Unlike in features, null does not propagate:
 * an operation on null, or on a field that the record does not have, is an error.
 */
public final class RecordExpression {
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder()
          .setOptions(Language.OPTIONS)
          .setStandardEnvironmentEnabled(false)
          .setStandardFunctions(PinnedFunctions.others())
          .addFunctionBindings(PinnedFunctions.bindings())
          .addLibraries(CelExtensions.strings())
          .build();

  private final CelRuntime.Program program;
  private final boolean test;

  private RecordExpression(CelRuntime.Program program, boolean test) {
    this.program = program;
    this.test = test;
  }

  /**
   * Compiles an expression.
   *
   * @param records the names of variables that are JSON objects
   * @param texts the names of variables that are text
   * @param times the names of variables that are instants
   * @throws ExpressionException if it is invalid
   */
  public static RecordExpression compile(
      String expression, Set<String> records, Set<String> texts, Set<String> times) {
    var builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(Language.OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addFunctionDeclarations(Functions.declarations())
            .addLibraries(CelExtensions.strings());
    CelType object = MapType.create(SimpleType.STRING, SimpleType.DYN);
    records.forEach(name -> builder.addVar(name, object));
    texts.forEach(name -> builder.addVar(name, SimpleType.STRING));
    times.forEach(name -> builder.addVar(name, SimpleType.TIMESTAMP));
    Set<String> known = new java.util.TreeSet<>(records);
    known.addAll(texts);
    known.addAll(times);
    CelCompiler compiler = builder.build();
    CelAbstractSyntaxTree parsed = valid(compiler.parse(expression), known);
    CelAbstractSyntaxTree checked = valid(compiler.check(Numbers.unify(parsed, texts)), known);
    try {
      CelType type = checked.getResultType();
      return new RecordExpression(
          RUNTIME.createProgram(checked),
          type.equals(SimpleType.BOOL) || type.equals(SimpleType.DYN));
    } catch (CelEvaluationException e) {
      throw new IllegalStateException("CEL cannot execute an expression that it checked", e);
    }
  }

  private static CelAbstractSyntaxTree valid(CelValidationResult result, Set<String> known) {
    if (result.hasError()) {
      throw Issues.explain(result.getErrors().get(0), Set.of(), known);
    }
    try {
      return result.getAst();
    } catch (CelValidationException e) {
      throw new IllegalStateException("CEL reports no error for an invalid expression", e);
    }
  }

  /** Reports whether the value may be true or false. */
  public boolean isTest() {
    return test;
  }

  /**
   * Evaluates the expression.
   *
   * @param variables by name, in the form of {@link #variable}
   * @return text, a {@code Double}, a {@code Boolean}, an {@code Instant}, a list or a map of
   *     these, or null
   * @throws FailedEvaluation if an operation does not apply to these values
   */
  public Object evaluate(Map<String, ?> variables) {
    try {
      return plain(program.eval(variables));
    } catch (CelEvaluationException e) {
      throw new FailedEvaluation(e);
    }
  }

  /** An operation does not apply to the values of a record. */
  public static final class FailedEvaluation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private FailedEvaluation(CelEvaluationException cause) {
      super(String.valueOf(cause.getMessage()).replaceFirst("^evaluation error[^:]*: ", ""), cause);
    }
  }

  /** Converts a value of JSON, with numbers as {@code BigDecimal}, to a variable's value. */
  public static Object variable(Object json) {
    if (json == null) {
      return NullValue.NULL_VALUE;
    } else if (json instanceof BigDecimal number) {
      double nearest = number.doubleValue();
      boolean exact =
          Double.isFinite(nearest)
              && new BigDecimal(Double.toString(nearest)).compareTo(number) == 0;
      return exact ? (Object) (nearest + 0.0) : number.toString();
    } else if (json instanceof Instant time) {
      return Timestamp.newBuilder()
          .setSeconds(time.getEpochSecond())
          .setNanos(time.getNano())
          .build();
    } else if (json instanceof List<?> list) {
      List<Object> converted = new ArrayList<>();
      list.forEach(element -> converted.add(variable(element)));
      return converted;
    } else if (json instanceof Map<?, ?> object) {
      Map<Object, Object> converted = new LinkedHashMap<>();
      object.forEach((name, value) -> converted.put(name, variable(value)));
      return converted;
    }
    return json;
  }

  private static Object plain(Object value) {
    if (value instanceof String || value instanceof Boolean || value instanceof Double) {
      return value;
    } else if (value instanceof Number number) {
      return number.doubleValue();
    } else if (value instanceof Timestamp time) {
      return Instant.ofEpochMilli(Values.millis(time));
    } else if (value instanceof List<?> list) {
      List<Object> converted = new ArrayList<>();
      list.forEach(element -> converted.add(plain(element)));
      return converted;
    } else if (value instanceof Map<?, ?> map) {
      Map<Object, Object> converted = new LinkedHashMap<>();
      map.forEach((name, each) -> converted.put(name, plain(each)));
      return converted;
    }
    return null;
  }
}
