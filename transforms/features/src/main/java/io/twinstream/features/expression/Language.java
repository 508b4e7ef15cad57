package io.twinstream.features.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.twinstream.features.expression.function.Functions;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Parses and checks CEL with the changes of Twinstream: double is the only number type, null
 * propagates, and {@code has(name)} tests for a value.
 */
public final class Language {
  static final CelOptions OPTIONS =
      CelOptions.current()
          .enableUnknownTracking(true)
          .populateMacroCalls(false)
          .maxExpressionCodePointSize(10_000)
          .maxParseRecursionDepth(100)
          .comprehensionMaxIterations(10_000)
          .build();

  /**
   * The prefix of the variable that holds whether a name has a value; no name can begin with it.
   */
  static final String PRESENCE = "@has:";

  private static final CelMacro HAS =
      CelMacro.newGlobalMacro("has", 1, (f, t, a) -> has(f, a.get(0)));
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder()
          .setOptions(OPTIONS)
          .setStandardEnvironmentEnabled(false)
          .setStandardFunctions(PinnedFunctions.others())
          .addFunctionBindings(PinnedFunctions.bindings())
          .build();

  private Language() {}

  private static Optional<CelExpr> has(CelMacroExprFactory factory, CelExpr argument) {
    Optional<String> name = name(argument);
    return Optional.of(
        name.isEmpty()
            ? factory.reportError("has() needs a name, as in has(amount)")
            : factory.newIdentifier(PRESENCE + name.get()));
  }

  /** Returns the name of a variable: {@code a} or {@code a.b}. */
  private static Optional<String> name(CelExpr expr) {
    if (expr.getKind() == CelExpr.ExprKind.Kind.IDENT) {
      return Optional.of(expr.ident().name());
    }
    if (expr.getKind() == CelExpr.ExprKind.Kind.SELECT) {
      return name(expr.select().operand()).map(o -> o + "." + expr.select().field());
    }
    return Optional.empty();
  }

  /**
   * Parses and type-checks an expression.
   *
   * @throws ExpressionException if it is invalid
   */
  static CelAbstractSyntaxTree check(String expression, Variables<?> variables) {
    CelCompilerBuilder builder = builder();
    variables
        .types()
        .forEach(
            (name, type) -> builder.addVar(name, type).addVar(PRESENCE + name, SimpleType.BOOL));
    CelCompiler compiler = builder.build();
    Set<String> known = variables.suggestions();
    CelAbstractSyntaxTree parsed = valid(compiler.parse(expression), Set.of(), known);
    Calls.check(parsed, variables.calendars());
    CelValidationResult checked = compiler.check(Numbers.unify(parsed, variables.texts()));
    if (checked.hasError()) {
      WrongCalls.explain(parsed, checked.getErrors().get(0))
          .ifPresent(
              wrong -> {
                throw wrong;
              });
    }
    CelAbstractSyntaxTree ast = valid(checked, names(parsed), known);
    ApartCalls.check(ast);
    return ast;
  }

  /**
   * Returns the names, plain and qualified, that an expression reads.
   *
   * @throws ExpressionException if it cannot be parsed
   */
  public static Set<String> names(String expression) {
    return names(parse(expression));
  }

  /**
   * Parses an expression without resolving its names.
   *
   * @throws ExpressionException if it cannot be parsed
   */
  static CelAbstractSyntaxTree parse(String expression) {
    return valid(builder().build().parse(expression), Set.of(), Set.of());
  }

  private static Set<String> names(CelAbstractSyntaxTree parsed) {
    Set<String> names = new LinkedHashSet<>();
    CelNavigableAst.fromAst(parsed)
        .getRoot()
        .allNodes()
        .forEach(node -> name(node.expr()).ifPresent(n -> names.add(n.replace(PRESENCE, ""))));
    return names;
  }

  private static CelCompilerBuilder builder() {
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(OPTIONS)
        .setStandardMacros(
            CelStandardMacro.ALL, CelStandardMacro.EXISTS, CelStandardMacro.EXISTS_ONE)
        .addMacros(HAS)
        .addFunctionDeclarations(Functions.declarations());
  }

  private static CelAbstractSyntaxTree valid(
      CelValidationResult result, Set<String> used, Set<String> known) {
    if (result.hasError()) {
      throw Issues.explain(result.getErrors().get(0), used, known);
    }
    try {
      return result.getAst();
    } catch (CelValidationException e) {
      throw new IllegalStateException(
          "CEL reports no error for an expression that is not valid", e);
    }
  }

  /** Returns the interpreter's program for a checked expression. */
  static CelRuntime.Program program(CelAbstractSyntaxTree checked) {
    try {
      return RUNTIME.createProgram(checked);
    } catch (CelEvaluationException e) {
      throw new IllegalStateException("CEL cannot execute an expression that it checked", e);
    }
  }
}
